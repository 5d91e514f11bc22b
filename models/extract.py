"""Values of the columns to decision tables; amounts below a gram are dropped as solver noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.build import Built
from models.chosen_flows import chosen_flows
from models.components.grinding import CLINKER
from models.registry import Floats
from models.replacement import replacement_table
from models.shifting import shifting_tables
from models.solution import Solution
from models.stocks import stocks_table

TINY_KT = 1e-5
"""Smallest amount kept [kt]: ten kilograms, a fiftieth of what the audit lets an amount differ by."""
PathSteps = Callable[[list[str]], pd.DataFrame]


def extract(built: Built, values: Floats, steps_of: PathSteps) -> Solution:
    """Decision tables from ``values`` (one a column, base units); ``steps_of`` expands used paths."""
    reader = _Reader(built, values)
    flows = _flows(reader)
    return Solution(
        _rules(reader)
        | {
            "flows": flows,
            "paths": steps_of(sorted(flows["path"].unique())),
            "kiln_feed": _kiln_feed(reader),
            "kiln_running": _kiln_running(reader),
            "kiln_feeders": _kiln_feeders(reader),
            "mill_use": _mill_use(reader, flows),
            "cement": _cement(reader),
            "markets": _markets(reader),
            "services": _services(reader, flows),
            "stocks": stocks_table(reader.data, reader.read),
            **shifting_tables(reader.data, reader.read),
            **replacement_table(reader.data, reader.read),
            **_projects(reader),
            **chosen_flows(reader.read),
        }
    )


class _Reader:
    """Families of columns with their values."""

    def __init__(self, built: Built, values: Floats) -> None:
        self.built, self.data, self._values = built, built.data, values

    def read(self, name: str, *, used: bool = True) -> pd.DataFrame:
        """Index of a family with ``value`` in base units; with ``used`` only what is not nothing."""
        family = self.built.registry.columns.get(name)
        if family is None:
            return pd.DataFrame(columns=["value"])
        value = np.maximum(self._values[family.numbers], family.lower)
        frame = family.index.assign(value=np.minimum(value, family.upper))
        return frame[frame["value"] > TINY_KT].reset_index(drop=True) if used else frame


def _projects(reader: _Reader) -> dict[str, pd.DataFrame]:
    on = reader.read("y_on", used=False)
    if "project" not in on:
        return {}
    return {"projects": on.rename(columns={"value": "units"}).assign(units=on["value"].round())}


def _flows(reader: _Reader) -> pd.DataFrame:
    used = reader.read("v_haul")
    keys = ["origin", "item", "use", "destination", "path"]
    frame = used.merge(reader.built.hauls.frame, on=keys)
    moisture = reader.data.grades["moisture"].reindex(frame["grade"]).fillna(0.0).to_numpy()
    wet = frame["value"] * 1000.0
    return frame.assign(wet_t=wet, dry_t=wet * (1.0 - moisture))[
        ["period", "path", "kind", "origin", "use", "origin_site", "destination_site", "destination", "item",
         "grade", "wet_t", "dry_t", "road_km", "rail_km", "other_km", "freight_cny_per_t",
         "handling_cny_per_t", "co2_kg_per_t"]
    ]  # fmt: skip


def _kiln_feed(reader: _Reader) -> pd.DataFrame:
    raw = reader.read("v_raw")
    grade = reader.data.grades.reindex(raw["grade"])
    dry = raw["value"] * 1000.0
    fed = raw.assign(
        use="raw", material=grade["material"].to_numpy(), dry_t=dry,
        wet_t=dry / (1.0 - grade["moisture"].to_numpy(float)), gj=0.0,
    )  # fmt: skip
    fuel = reader.read("v_fuel")
    grade = reader.data.grades.reindex(fuel["grade"])
    wet = fuel["value"] * 1000.0
    ncv = reader.data.fuels["ncv"].reindex(grade["material"]).to_numpy(float)
    burnt = fuel.assign(
        use="fuel", material=grade["material"].to_numpy(), wet_t=wet,
        dry_t=wet * (1.0 - grade["moisture"].to_numpy(float)), gj=wet * ncv,
    )  # fmt: skip
    columns = ["period", "kiln", "use", "grade", "material", "dry_t", "wet_t", "gj"]
    return pd.concat([fed, burnt], ignore_index=True)[columns]


def _kiln_running(reader: _Reader) -> pd.DataFrame:
    frame = reader.read("y_lines", used=False).rename(columns={"value": "lines_running"})
    frame["lines_running"] = frame["lines_running"].round().astype(int)
    for name, column, scale in (
        ("v_days", "line_days", 1.0),
        ("v_clinker", "clinker_t", 1000.0),
        ("v_drying_exhaust", "drying_exhaust_gj", 1000.0),
        ("v_drying_fuel", "drying_fuel_gj", 1000.0),
        ("v_own_power", "own_power_mwh", 1.0),
    ):
        part = reader.read(name)
        part[column] = part["value"] * scale
        frame = frame.merge(part[["kiln", "period", column]], on=["kiln", "period"], how="left")
    return frame.fillna(0.0)[
        ["period", "kiln", "lines_running", "line_days", "clinker_t", "drying_exhaust_gj", "drying_fuel_gj",
         "own_power_mwh"]
    ]  # fmt: skip


def _kiln_feeders(reader: _Reader) -> pd.DataFrame:
    parts = [reader.read(f"y_{use}_feeder", used=False).assign(use=use) for use in ("raw", "fuel")]
    frame = pd.concat(parts, ignore_index=True)
    frame["used"] = frame["value"].round().astype(int)
    return frame[["period", "kiln", "use", "material", "used"]]


def _mill_use(reader: _Reader, flows: pd.DataFrame) -> pd.DataFrame:
    clinker = _by_kiln(reader, flows).assign(kind="clinker", constituent=CLINKER)
    added = reader.read("v_addition")
    constituent = reader.data.grades["constituent"].reindex(added["grade"]).to_numpy()
    added = added.assign(kind="material", constituent=constituent)
    frame = pd.concat([clinker, added], ignore_index=True)
    columns = ["period", "plant", "product", "kind", "grade", "constituent", "dry_t"]
    return frame.assign(dry_t=frame["value"] * 1000.0)[columns]


def _by_kiln(reader: _Reader, flows: pd.DataFrame) -> pd.DataFrame:
    """Clinker ground, by kiln: a site's store mixes clinker of one class in the proportion it arrives."""
    ground = reader.read("v_clinker_ground")
    ground["site"] = reader.data.plants["site"].reindex(ground["plant"]).to_numpy()
    hauled = flows[flows["kind"] == "clinker"].groupby(["destination_site", "origin", "period"])["wet_t"]
    arrived = hauled.sum().reset_index().rename(columns={"destination_site": "site", "origin": "grade"})
    arrived["kiln_class"] = reader.data.kilns["kiln_class"].reindex(arrived["grade"]).to_numpy()
    keys = ["site", "kiln_class", "period"]
    arrived["share"] = arrived["wet_t"] / arrived.groupby(keys)["wet_t"].transform("sum")
    split = ground.merge(arrived[[*keys, "grade", "share"]], on=keys)
    return split.assign(value=split["value"] * split["share"])


def _cement(reader: _Reader) -> pd.DataFrame:
    frame = reader.read("v_cement")
    return frame.assign(cement_t=frame["value"] * 1000.0)[["period", "plant", "product", "cement_t"]]


def _markets(reader: _Reader) -> pd.DataFrame:
    keys = ["market", "product", "period"]
    demand = pd.DataFrame(
        [(*key, row.demand * 1000.0) for key, row in reader.data.case.demand.items()],
        columns=[*keys, "demand_t"],
    )
    for name, column in (("v_import", "imported_t"), ("u_unmet", "unmet_t")):
        part = reader.read(name, used=False)
        part[column] = part["value"] * 1000.0
        demand = demand.merge(part.reindex(columns=[*keys, column]), on=keys, how="left")
    demand = demand.fillna(0.0)
    demand["unmet_t"] = demand["unmet_t"] + _short(reader, demand[keys])
    hauls = reader.read("v_haul").merge(
        reader.built.hauls.frame, on=["origin", "item", "use", "destination", "path"]
    )
    cement = hauls[hauls["kind"] == "cement"].rename(columns={"destination": "market", "item": "product"})
    delivered = (cement.groupby(keys)["value"].sum() * 1000.0).rename("delivered_t").reset_index()
    frame = demand.merge(delivered, on=keys, how="left").fillna(0.0)
    return frame[["period", "market", "product", "demand_t", "delivered_t", "imported_t", "unmet_t"]]


def _short(reader: _Reader, demand: pd.DataFrame) -> np.ndarray:
    """By how much today delivers less than is asked for, a breach of demand [t]; a plan never does."""
    told = reader.read("u_below", used=False)
    if told.empty:
        return np.zeros(len(demand))
    short = told[told["family"] == "c_demand"].set_index("key")["value"] * 1000.0
    keys = ["+".join(key) for key in demand.itertuples(index=False, name=None)]
    return short.reindex(keys).fillna(0.0).to_numpy(float)


def _rules(reader: _Reader) -> dict[str, pd.DataFrame]:
    """What thresholds are earned, where the case has any; a plan alone decides that."""
    chosen = reader.read("y_rule", used=False)
    if chosen.empty:
        return {}
    return {"rules": chosen.assign(earned=chosen["value"].round().astype(int)).drop(columns="value")}


def _services(reader: _Reader, flows: pd.DataFrame) -> pd.DataFrame:
    columns = ["period", "service", "tonnes", "used"]
    chosen = reader.read("y_service", used=False)
    if chosen.empty:
        return pd.DataFrame(columns=columns)
    stations = reader.built.hauls.frame[["path", "from_station", "to_station", "goods_group"]]
    moved = flows.merge(stations.drop_duplicates("path"), on="path")
    rows = []
    for record in chosen.itertuples(index=False):
        service = reader.data.case.services[str(record.service)]
        here = (
            (moved["from_station"] == service.from_place)
            & (moved["to_station"] == service.to_place)
            & (moved["goods_group"] == service.goods_group)
            & (moved["period"] == record.period)
        )
        tonnes, used = float(moved.loc[here, "wet_t"].sum()), round(float(str(record.value)))
        rows.append((record.period, record.service, tonnes, used))
    return pd.DataFrame(rows, columns=columns)
