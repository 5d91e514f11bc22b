"""Every reported number, recomputed from the case and the decision tables; the model's arrays are not used.

Tonnes, GJ, MWh, CNY, t CO2. Two money totals (system, cement sector) and three CO2 books, never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cases.case import Case
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


@dataclass(frozen=True, slots=True)
class Accounts:
    """Result tables and totals of one plan."""

    tables: Mapping[str, pd.DataFrame]
    totals: dict[str, Any]


def account(case: Case, solution: Solution, *, money: str = "system") -> Accounts:
    """All result tables and the totals of ``plan.json``; ``money`` says which total the aim minimises."""
    tables = dict(solution.tables)
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
    return Accounts(tables, totals_of(tables, money=money))


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
    """Totals over all periods; see the manual for each key."""
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
    clinker = float(tables["kiln_running"]["clinker_t"].sum())
    cement = float(tables["cement"]["cement_t"].sum())
    ground = tables["mill_use"]
    clinker_ground = float(ground.loc[ground["kind"] == "clinker", "dry_t"].sum())
    supply = tables["supply"][tables["supply"]["waste"]]
    bulk = supply[supply["bulk"]]
    flows = tables["flows"]
    rail = float((flows["wet_t"] * flows["rail_km"]).sum())
    road = float((flows["wet_t"] * flows["road_km"]).sum())
    other = float((flows["wet_t"] * flows["other_km"]).sum())
    feed = tables["kiln_feed"]
    heat = float(feed["gj"].sum())
    alternative = float(tables["energy"]["alternative_heat_gj"].sum())
    used = float(supply["taken_dry_t"].sum())
    arising = float(supply["arising_dry_t"].sum())
    bulk_used = float((bulk["taken_dry_t"] + bulk["used_elsewhere_dry_t"]).sum())
    return {
        "clinker_t": clinker,
        "cement_t": cement,
        "waste_used_t": used,
        "waste_arising_t": arising,
        "waste_use_share": _ratio(used, arising),
        "bulk_waste_utilisation": _ratio(bulk_used, float(bulk["arising_dry_t"].sum())),
        "rail_tkm": rail,
        "road_tkm": road,
        "other_tkm": other,
        "rail_share": _ratio(rail, rail + road + other),
        "thermal_substitution": _ratio(alternative, heat),
        "clinker_factor": _ratio(clinker_ground, cement),
        "specific_heat_gj_per_t": _ratio(heat, clinker),
        "unmet_t": float(tables["markets"]["unmet_t"].sum()),
        "imported_t": float(tables["markets"]["imported_t"].sum()),
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
