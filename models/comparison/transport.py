"""Modal split by distance band; the bands are rows of ``distance_bands.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from cases.dictionary import read_rows
from models.comparison.frames import per, side_by_side
from models.comparison.state import State

BANDS = Path(__file__).parent / "distance_bands.csv"
MODES = ("road", "rail", "other")


@dataclass(frozen=True, slots=True)
class Band:
    """From (included) to (excluded) kilometres of the whole haul."""

    name: str
    start: float
    end: float


@cache
def bands() -> tuple[Band, ...]:
    """Bands in the order of the table; a blank end has none."""
    return tuple(
        Band(row["band"], float(row["from_km"]), float(row["to_km"] or "inf")) for row in read_rows(BANDS)
    )


def distance_bands(current: State, plan: State) -> pd.DataFrame:
    """band, mode — tonnes, tkm and share_pct of the band's tonne-kilometres.

    A haul's band is that of its whole length. Its tonnes count once, under rail where a part of it goes by
    rail, else other (conveyor, pipeline), else road; tonne-kilometres count leg by leg, so that they add up
    to the totals.
    """
    return side_by_side(_measures(current), _measures(plan), currency=plan.case.info.currency)


def main_mode(flows: pd.DataFrame) -> pd.Series:
    """rail, other or road: the first of them that a haul uses."""
    mode = pd.Series("road", index=flows.index)
    return mode.mask(flows["other_km"] > 0, "other").mask(flows["rail_km"] > 0, "rail")


def _measures(state: State) -> pd.DataFrame:
    flows = state.tables["flows"]
    length = flows[[f"{mode}_km" for mode in MODES]].sum(axis=1)
    edges = [bands()[0].start, *(band.end for band in bands())]
    names = [band.name for band in bands()]
    band = pd.cut(length, edges, labels=names, right=False).astype(str)
    keys = pd.MultiIndex.from_product([names, MODES], names=["band", "mode"])
    tonnes = flows["wet_t"].groupby([band, main_mode(flows)]).sum().reindex(keys).fillna(0.0)
    legs = pd.concat(
        {mode: (flows["wet_t"] * flows[f"{mode}_km"]).groupby(band).sum() for mode in MODES},
    )
    tkm = legs.swaplevel().reindex(keys).fillna(0.0)
    whole = tkm.groupby("band").transform("sum")
    return pd.DataFrame({"tonnes": tonnes, "tkm": tkm, "share_pct": 100.0 * per(tkm, whole)})
