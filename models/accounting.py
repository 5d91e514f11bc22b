"""Every reported number, recomputed from the case and the decision tables; the model's arrays are not used.

Tonnes, GJ, MWh, CNY, t CO2. Two money totals (system, cement sector) and three CO2 books, never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cases.case import Case
from cases.years import co2_weights
from models.ledgers.capture import capture_book
from models.ledgers.carbon import carbon_book
from models.ledgers.clean_transport import clean_transport_book
from models.ledgers.energy import energy_book
from models.ledgers.market import market_book
from models.ledgers.material import material_book, supply_book
from models.ledgers.money import money_book
from models.ledgers.policy import rules_book, targets_book
from models.ledgers.projects import effects_book, lines_book, projects_book
from models.ledgers.quality import quality_book
from models.ledgers.replacement import eligibility_book, replacement_book
from models.ledgers.vat import vat_book
from models.ledgers.warning import warning_book
from models.solution import Solution
from models.totals import CEMENT, CO2_SCOPES, OF_PROJECTS, SYSTEM
from models.years import mean_of, tables_of_year


@dataclass(frozen=True, slots=True)
class Accounts:
    """Result tables and totals of one plan."""

    tables: Mapping[str, pd.DataFrame]
    totals: dict[str, Any]
    """Of a case of several years: of the mean year, each weighed by the years it represents."""
    years: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Totals of each year of a case that has several; empty of one year."""


def _without_text_type(table: pd.DataFrame) -> pd.DataFrame:
    """A table without rows (all cement is imported, nothing is burnt) with ids of no text type.

    Figures looked up by such ids would be text otherwise.
    """
    if len(table):
        return table
    texts = [name for name in table.columns if isinstance(table[name].dtype, pd.StringDtype)]
    return table.astype(dict.fromkeys(texts, object))


def account(case: Case, solution: Solution, *, money: str = "system") -> Accounts:
    """All result tables and the totals of ``plan.json``; ``money`` says which total the aim minimises."""
    tables = {name: _without_text_type(table) for name, table in solution.tables.items()}
    tables["supply"] = supply_book(case, tables)
    tables["energy"] = energy_book(case, tables)
    tables["co2"] = carbon_book(case, tables)
    if case.thresholds:
        tables["rules"] = rules_book(case, tables, claimed=money == "cement")
    if case.targets:
        tables["targets"] = targets_book(case, tables)
    tables["carbon_market"] = market_book(case, tables)
    tables["vat"] = vat_book(case, tables)
    tables["money"] = money_book(case, tables)
    tables["quality"] = quality_book(case, tables)
    if "replacement" in tables:
        tables["replacement"] = replacement_book(case, tables)
        tables["eligibility"] = eligibility_book(case)
    if case.warnings:
        tables["early_warning"] = warning_book(case, tables)
    tables |= material_book(case, tables) | _of_flows(case, tables)
    return with_totals(case, tables, money=money)


def with_totals(case: Case, tables: Mapping[str, pd.DataFrame], *, money: str) -> Accounts:
    """The tables with their totals, of several years those of the mean year and of each."""
    weights = co2_weights(case)
    if len(weights) == 1:
        return Accounts(tables, totals_of(tables, money=money))
    sums = [_sums(tables_of_year(case, tables, year), money) for year in weights]
    years = {str(year): _told_totals(part) for year, part in zip(weights, sums, strict=True)}
    return Accounts(tables, _told_totals(mean_of(sums, list(weights.values()))), years)


def _of_flows(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Books of what projects and rules do to flows, where the case has them."""
    books: dict[str, pd.DataFrame] = {}
    if "projects" in tables:
        books |= {
            "investments": projects_book(case, tables),
            "standing_lines": lines_book(case, tables),
            "project_effects": effects_book(case, tables),
        }
    if "captured" in tables:
        books["capture"] = capture_book(case, tables)
    if case.clean_transport:
        books["clean_transport"] = clean_transport_book(case, tables)
    return books


def totals_of(tables: Mapping[str, pd.DataFrame], *, money: str) -> dict[str, Any]:
    """Totals over all periods of one year; see the manual for each key."""
    return _told_totals(_sums(tables, money))


def _sums(tables: Mapping[str, pd.DataFrame], money: str) -> dict[str, Any]:
    """Everything that totals are made of and that adds up."""
    ledger = tables["money"]
    total = SYSTEM if money == "system" else CEMENT
    by_category = ledger[ledger["category"].isin(total)].groupby("category")["amount_cny"].sum()
    categories = _told(by_category, total)
    system = float(ledger.loc[ledger["category"].isin(SYSTEM), "amount_cny"].sum())
    cement = float(ledger.loc[ledger["category"].isin(CEMENT), "amount_cny"].sum())
    return {
        "cost": sum(categories.values()),
        "cost_system": system,
        "cost_cement_sector": cement,
        "cost_by_category": categories,
        **_carbon(tables["co2"]),
        **_activity(tables),
    }


def _told(amounts: pd.Series, names: Sequence[str]) -> dict[str, float]:
    """Amounts in the order of ``names``; those that only projects bring where there are some."""
    told = [name for name in names if name not in OF_PROJECTS or name in amounts.index]
    return {name: float(amounts.get(name, 0.0)) for name in told}


def _carbon(book: pd.DataFrame) -> dict[str, Any]:
    physical = book[book["book"] == "physical"].groupby("scope")["co2_t"].sum()
    by_scope = _told(physical, CO2_SCOPES)
    memo = book[(book["book"] == "memo") & (book["scope"] == "fuel_biogenic")]
    return {
        "co2_t": sum(by_scope.values()),
        "co2_by_scope": by_scope,
        "co2_biogenic_memo_t": float(memo["co2_t"].sum()),
        "co2_guideline_t": float(book.loc[book["book"] == "guideline", "co2_t"].sum()),
        "co2_output_side_process_t": float(book.loc[book["book"] == "output", "co2_t"].sum()),
    }


def _activity(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    ground = tables["mill_use"]
    supply = tables["supply"][tables["supply"]["waste"]]
    bulk = supply[supply["bulk"]]
    flows, markets = tables["flows"], tables["markets"]
    return {
        "clinker_t": float(tables["kiln_running"]["clinker_t"].sum()),
        "cement_t": float(tables["cement"]["cement_t"].sum()),
        "clinker_ground_t": float(ground.loc[ground["kind"] == "clinker", "dry_t"].sum()),
        "waste_used_t": float(supply["taken_dry_t"].sum()),
        "waste_arising_t": float(supply["arising_dry_t"].sum()),
        "bulk_used_t": float((bulk["taken_dry_t"] + bulk["used_elsewhere_dry_t"]).sum()),
        "bulk_arising_t": float(bulk["arising_dry_t"].sum()),
        **{f"{mode}_tkm": float((flows["wet_t"] * flows[f"{mode}_km"]).sum()) for mode in MODES},
        "heat_gj": float(tables["kiln_feed"]["gj"].sum()),
        "alternative_heat_gj": float(tables["energy"]["alternative_heat_gj"].sum()),
        "unmet_t": float(markets["unmet_t"].sum()),
        "imported_t": float(markets["imported_t"].sum()),
    }


MODES = ("rail", "road", "other")


def _told_totals(sums: Mapping[str, Any]) -> dict[str, Any]:
    """Sums and shares in the order in which they are told."""
    rest = {key: value for key, value in sums.items() if key.startswith(("cost", "co2"))}
    hauled = sum(sums[f"{mode}_tkm"] for mode in MODES)
    return {
        **rest,
        "clinker_t": sums["clinker_t"],
        "cement_t": sums["cement_t"],
        "waste_used_t": sums["waste_used_t"],
        "waste_arising_t": sums["waste_arising_t"],
        "waste_use_share": _ratio(sums["waste_used_t"], sums["waste_arising_t"]),
        "bulk_waste_utilisation": _ratio(sums["bulk_used_t"], sums["bulk_arising_t"]),
        **{f"{mode}_tkm": sums[f"{mode}_tkm"] for mode in MODES},
        "rail_share": _ratio(sums["rail_tkm"], hauled),
        "thermal_substitution": _ratio(sums["alternative_heat_gj"], sums["heat_gj"]),
        "clinker_factor": _ratio(sums["clinker_ground_t"], sums["cement_t"]),
        "specific_heat_gj_per_t": _ratio(sums["heat_gj"], sums["clinker_t"]),
        "unmet_t": sums["unmet_t"],
        "imported_t": sums["imported_t"],
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
