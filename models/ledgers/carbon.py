"""CO2 in three books that are never mixed: physical (input side), output side, national guideline. t CO2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cases.case import Case
from cases.chemistry import CO2_PER_CARBON, split_lime
from cases.grades import grade_of, grades
from cases.records import Analysis
from cases.years import grid_co2
from models.ledgers.trucks import trucks_book

COLUMNS = ["period", "book", "scope", "item_kind", "item", "co2_t"]

CO2_PER_CAO, CO2_PER_MGO = 44.0 / 56.0, 44.0 / 40.0
"""Factors that the 2013 output-side book states."""


def carbon_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a source of CO2: which book, which scope, whose."""
    parts = [
        _process(case, tables), _fuel(case, tables), _electricity(case, tables), _transport(tables),
        _imports(case, tables), _disposal(case, tables), _output_side(case, tables), _guideline(case, tables),
        *_of_projects(case, tables),
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _rows(frame: pd.DataFrame, book: str, scope: str, kind: str, item: str, co2: pd.Series) -> pd.DataFrame:
    """Sum ``co2`` by period and item and label it."""
    summed = co2.groupby([frame["period"], frame[item].rename("item")]).sum().reset_index(name="co2_t")
    return summed.assign(book=book, scope=scope, item_kind=kind)


def _process(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Carbonate CO2 and burnt organic carbon of raw materials."""
    raw = tables["kiln_feed"][tables["kiln_feed"]["use"] == "raw"]
    return _rows(
        raw, "physical", "process", "kiln", "kiln", raw["dry_t"] * raw["grade"].map(raw_carbon(case))
    )


def raw_carbon(case: Case) -> dict[str, float]:
    """CO2 of carbonates and organic carbon that each grade sets free as raw material [t/t dry]."""
    return {name: _carbon(grade.analysis) for name, grade in grades(case).items()}


def _carbon(analysis: Analysis | None) -> float:
    if analysis is None:
        return 0.0
    return (analysis.co2 + (analysis.organic_c or 0.0) * CO2_PER_CARBON) / 100.0


def _fuel(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Fuel CO2, fossil in the book, biogenic as a memo."""
    fuel = tables["kiln_feed"][tables["kiln_feed"]["use"] == "fuel"]
    per_gj = fuel["material"].map({n: f.co2 / 1000.0 * f.oxidation / 100.0 for n, f in case.fuels.items()})
    fossil = fuel["material"].map({n: f.fossil_share / 100.0 for n, f in case.fuels.items()})
    every = fuel["gj"] * per_gj
    return pd.concat(
        [
            _rows(fuel, "physical", "fuel_fossil", "kiln", "kiln", every * fossil),
            _rows(fuel, "memo", "fuel_biogenic", "kiln", "kiln", every * (1.0 - fossil)),
        ],
        ignore_index=True,
    )


def _electricity(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    energy = tables["energy"]
    parts = []
    for facility, group in energy.groupby("facility"):
        co2 = group["purchased_mwh"] * group["period"].map(grid_co2(case))
        parts.append(_rows(group, "physical", "electricity", str(facility), "id", co2))
    return pd.concat(parts, ignore_index=True)


def _transport(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    flows = tables["flows"]
    co2 = flows["wet_t"] * flows["co2_kg_per_t"] / 1000.0
    return _rows(flows, "physical", "transport", "haul", "kind", co2)


def _imports(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    markets = tables["markets"]
    keys = zip(markets["market"], markets["product"], markets["period"], strict=True)
    factor = [(case.demand[key].import_co2 or 0.0) / 1000.0 for key in keys]
    co2 = markets["imported_t"] * pd.Series(factor, index=markets.index, dtype=float)
    return _rows(markets, "physical", "imports", "market", "market", co2)


def _disposal(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    supply = tables["supply"][tables["supply"]["waste"]]
    known = grades(case)
    moisture = supply["source_id"].map({name: known[grade_of(case, name)].moisture for name in case.sources})
    co2 = supply["left_dry_t"] / (1.0 - moisture / 100.0) * case.factors.disposal_co2 / 1000.0
    return _rows(supply, "physical", "disposal", "source", "source_id", co2)


def _output_side(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """2013 book: clinker CaO·44/56 + MgO·44/40 less what never was carbonate [t].

    Lime and magnesia that come as carbonate are all that is left, so the sum runs over the raw feed;
    fuel ash brings none. It must agree with the carbonate CO2 that the analyses state.
    """
    known = grades(case)
    raw = tables["kiln_feed"][tables["kiln_feed"]["use"] == "raw"]
    factor = {}
    for name, grade in known.items():
        lime = None if grade.analysis is None else split_lime(grade.analysis)
        factor[name] = 0.0
        if lime is not None:
            factor[name] = CO2_PER_CAO * lime.carbonate_cao + CO2_PER_MGO * lime.carbonate_mgo
    return _rows(raw, "output", "process", "kiln", "kiln", raw["dry_t"] * raw["grade"].map(factor))


def _guideline(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Guideline: max(0, factor · clinker − Σ listed material · deduction) + fossil fuel, direct only."""
    return pd.DataFrame(_guideline_rows(case, tables), columns=COLUMNS)


def _guideline_rows(case: Case, tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str | float, ...]]:
    feed = tables["kiln_feed"]
    deduction = feed["material"].map({n: m.guideline_deduction for n, m in case.materials.items()})
    listed = (feed["dry_t"] * deduction).where(feed["use"] == "raw", 0.0)
    off = listed.groupby([feed["period"], feed["kiln"]]).sum().to_dict()
    fuel = _fuel(case, tables)
    fuel = fuel[fuel["book"] == "physical"]
    fossil = dict(zip(zip(fuel["period"], fuel["item"], strict=True), fuel["co2_t"], strict=True))
    running = tables["kiln_running"]
    for period, kiln, clinker in zip(running["period"], running["kiln"], running["clinker_t"], strict=True):
        owed = case.factors.guideline_clinker_co2 * float(clinker) - float(off.get((period, kiln), 0.0))
        yield (period, "guideline", "process", "kiln", kiln, max(0.0, owed))
        yield (period, "guideline", "fuel_fossil", "kiln", kiln, float(fossil.get((period, kiln), 0.0)))


def _of_projects(case: Case, tables: Mapping[str, pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Captured CO2 and grid CO2 that green power saves, below zero; what new trucks change of transport.

    The guideline says nothing of captured CO2: it is deducted there only where the case says so.
    """
    if "captured" in tables:
        captured = tables["captured"]
        books = ["physical", "guideline"] if case.factors.guideline_deducts_captured else ["physical"]
        for book in books:
            yield _rows(captured, book, "captured", "kiln", "kiln", -captured["captured_t"])
    if "green_power" in tables:
        for facility, green in tables["green_power"].groupby("facility"):
            saved = -green["green_mwh"] * green["period"].map(grid_co2(case))
            yield _rows(green, "physical", "green_power", str(facility), "id", saved)
    trucks = trucks_book(case, tables)
    if len(trucks):
        yield _rows(trucks, "physical", "transport", "site", "site", trucks["co2_t"])
