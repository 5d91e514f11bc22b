"""Where every waste goes, what the cement realises, and how loaded the links are."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.calendar import arising_by_day, period_dates, period_days
from cases.case import Case
from cases.grades import grades
from cases.years import arising_scale
from models.ledgers.piles import leaving


def supply_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Arising, used elsewhere, taken and left by source and period [dry t]; blank arising has no left.

    What is put into store for another period of the year is not left, what comes from there is.
    """
    flows = tables["flows"]
    material = flows[flows["kind"] == "material"]
    taken = material.groupby(["origin", "period"])["dry_t"].sum()
    stocks = tables["stocks"][tables["stocks"]["goods"].isin(case.materials)].set_index(["place", "period"])
    kept = (stocks["put_t"] - stocks["drawn_t"]).to_dict()
    rows = []
    for name, source in case.sources.items():
        material_row = case.materials[source.material]
        for period in case.periods:
            share = _share(case, name, period)
            got = float(taken.get((name, period), 0.0))
            arising = None if source.arising is None else source.arising * share * 1000.0
            elsewhere = source.used_elsewhere * share * 1000.0
            if arising is None and not got:
                continue
            left = (
                None
                if arising is None
                else max(0.0, arising - elsewhere - got - kept.get((name, period), 0.0))
            )
            kind = (source.material, material_row.waste, material_row.bulk)
            rows.append((period, name, *kind, arising, elsewhere, got, left))
    columns = [
        "period",
        "source_id",
        "material",
        "waste",
        "bulk",
        "arising_dry_t",
        "used_elsewhere_dry_t",
        "taken_dry_t",
        "left_dry_t",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"waste": bool, "bulk": bool, "arising_dry_t": float, "left_dry_t": float})


def _share(case: Case, source: str, period: str) -> float:
    """Part of the stated arising that falls in the period, more or less of it as the year has."""
    daily, scale = arising_by_day(case, source), arising_scale(case, source, period)
    total = float(daily.sum())
    if not total:
        return period_days(case, period) / 365.0 * scale
    return float(daily[sorted(period_dates(case, period))].sum()) / total * scale


def material_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Realised cement composition and link loads."""
    return {"realised_cement": _realised(case, tables), "link_loads": _loads(case, tables)}


def _realised(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """SO3, MgO, Cl [%] and 28-day strength [MPa] of each cement with the clinker that is really in it."""
    clinker = tables["quality"].pivot_table(index=["period", "kiln"], columns="metric", values="value")
    clinker = clinker.reindex(columns=["so3", "mgo", "cl"]).fillna(0.0)
    clinker = leaving(case, clinker, tables)
    oxides_of = dict(zip(clinker.index, clinker.to_numpy().tolist(), strict=True))
    known, reference = grades(case), case.factors.strength_reference
    rows = []
    for part in tables["mill_use"].itertuples(index=False):
        if part.kind == "clinker":
            oxides = oxides_of[part.period, part.grade]
            strength = case.kiln_classes[case.kilns[str(part.grade)].kiln_class].strength
            rows.append((part.period, part.plant, part.product, part.dry_t, *oxides, strength))
            continue
        grade = known[str(part.grade)]
        analysis, material = grade.analysis, case.materials[grade.material]
        oxides = [0.0 if analysis is None else (getattr(analysis, n) or 0.0) for n in ("so3", "mgo", "cl")]
        factor = 1.0 if material.constituent == "gypsum" else material.activity
        rows.append((part.period, part.plant, part.product, part.dry_t, *oxides, factor * reference))
    columns = ["period", "plant", "product", "dry_t", "so3", "mgo", "cl", "strength"]
    frame = pd.DataFrame(rows, columns=columns)
    keys = ["period", "plant", "product"]
    for name in ("so3", "mgo", "cl", "strength"):
        frame[name] = frame[name] * frame["dry_t"]
    total = frame.groupby(keys)[["dry_t", "so3", "mgo", "cl", "strength"]].sum()
    for name in ("so3", "mgo", "cl", "strength"):
        total[name] = total[name] / total["dry_t"]
    names = {"so3": "so3_pct", "mgo": "mgo_pct", "cl": "cl_pct", "strength": "strength_mpa"}
    return total.rename(columns={**names, "dry_t": "cement_t"}).reset_index()


def _loads(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tonnes over every used link and transfer, beside its yearly capacity where it has one."""
    moved = tables["flows"].groupby(["period", "path"], as_index=False)["wet_t"].sum()
    steps = tables["paths"].merge(moved, on="path")
    loads = steps.groupby(["period", "kind", "id", "mode"])["wet_t"].sum().rename("tonnes").reset_index()
    capacity: dict[tuple[str, str], float] = {}
    for name, link in case.links.items():
        if link.capacity is not None:
            capacity["link", name] = link.capacity * link.capacity_left * 10.0
    for name, transfer in case.transfers.items():
        if transfer.capacity is not None:
            capacity["transfer", name] = transfer.capacity * 1000.0
    keys = zip(loads["kind"], loads["id"], strict=True)
    loads["capacity_t"] = [capacity.get((str(kind), str(name))) for kind, name in keys]
    return loads
