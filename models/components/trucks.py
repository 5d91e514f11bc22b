"""Electric trucks at a site: other CO2 and other cost of every road tonne-kilometre that ends there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData
from models.products import product
from models.projects import amount, choices, year_parts
from models.registry import Floats, Registry
from models.works import HAUL, TRUCKS, renewals, taken_in

KEYS = ["project", "site", "period"]
PLACE = ["site", "period"]


def add(registry: Registry, data: ModelData, hauls: pd.DataFrame) -> None:
    """Register ``v_truck_tkm``: road tonne-kilometres that end at a site while its new trucks run [kt·km]."""
    index = _index(registry, data)
    if index.empty:
        return
    frame = registry.frame("v_haul").merge(hauls[[*HAUL, "destination_site", "road_km"]], on=HAUL)
    ending = frame[frame["road_km"] > 0].rename(columns={"destination_site": "site"})
    form = ending.merge(index[PLACE].assign(number=np.arange(len(index))), on=PLACE)
    index["col"] = product(
        registry, "truck_tkm", index[KEYS], unit="kt·km", choice=index["choice"],
        form=form.assign(coef=form["road_km"])[["number", "col", "coef"]], most=_most(data, ending, index),
    ).to_numpy()  # fmt: skip
    registry.affect("co2:transport", index["col"], index["truck_co2"] / 1000.0)
    registry.affect("cost:freight", index["col"], index["truck_cost"])


def _index(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Project, site and period with what changes per tonne-kilometre and the choice."""
    stated = renewals(data)
    if stated.empty:
        return stated
    for name in TRUCKS:
        stated = stated.assign(**{name: amount(data, name, stated["project"], stated["site"])})
    index = year_parts(data, stated.merge(data.periods[["period"]], how="cross"))
    return index.merge(choices(registry), on=["project", "year"])


def _most(data: ModelData, ending: pd.DataFrame, index: pd.DataFrame) -> Floats:
    """Most tonne-kilometres: what kilns, mills and markets of the site take, each over its longest haul."""
    farthest = ending.groupby(["site", "use"], as_index=False)["road_km"].max()
    most = farthest.merge(taken_in(data), on=["site", "use"])
    most["tkm"] = most["road_km"] * most["most"]
    return np.asarray(
        most.groupby(PLACE)["tkm"].sum().reindex(pd.MultiIndex.from_frame(index[PLACE])).fillna(0.0)
    )
