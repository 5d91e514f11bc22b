"""One state of the case (today or the plan) summed over its periods: attributed amounts and kilns a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cases.calendar import running_days_of_year
from cases.case import Case
from cases.years import modelled_years
from models.accounting import Accounts
from models.comparison.attribution import CO2, COST, attributed
from models.comparison.frames import per, totals_by
from models.ledgers.energy import GJ_PER_TCE, KGCE_PER_KWH
from models.totals import CEMENT


@dataclass(frozen=True, slots=True)
class State:
    """Tables and totals of a state, ``owned`` as of ``attributed``, ``kilns`` one row for every kiln."""

    case: Case
    tables: Mapping[str, pd.DataFrame]
    totals: Mapping[str, Any]
    owned: pd.DataFrame
    kilns: pd.DataFrame

    def sum_of(self, quantity: str, *keys: str, facility: str | None = None) -> pd.Series:
        """Cement-sector cost or physical CO2 by ``keys``."""
        rows = self.owned[self.owned["quantity"] == quantity]
        if quantity == COST:
            rows = rows[rows["category"].isin(CEMENT)]
        if facility is not None:
            rows = rows[rows["facility"] == facility]
        return rows.groupby(list(keys))["amount"].sum()


def state_of(case: Case, accounts: Accounts) -> State:
    """The state with everything that several tables need."""
    tables = accounts.tables
    owned = attributed(case, tables)
    state = State(case, tables, accounts.totals, owned, _kilns(case, tables))
    cost = state.sum_of(COST, "id", facility="kiln")
    state.kilns["cost_cny"] = cost.reindex(state.kilns.index).fillna(0.0)
    haul = state.sum_of(CO2, "category", "id", facility="kiln").unstack("category")
    inbound = haul["transport"] if "transport" in haul else pd.Series(dtype=float)
    state.kilns["co2_transport_in_t"] = inbound.reindex(state.kilns.index).fillna(0.0)
    return state


def _kilns(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Amounts by kiln over all periods; a kiln that stands has zeros. t, GJ, MWh, days a line."""
    running = tables["kiln_running"]
    energy = tables["energy"][tables["energy"]["facility"] == "kiln"].rename(columns={"id": "kiln"})
    days = running.assign(days=per(running["line_days"], running["lines_running"]).fillna(0.0))
    parts = [
        running.groupby("kiln")[["lines_running"]].max(),
        totals_by(days, ["kiln"], ["days", "clinker_t"]),
        totals_by(energy, ["kiln"], ["heat_gj", "alternative_heat_gj", "used_mwh", "purchased_mwh"]),
        _waste(case, tables["kiln_feed"]), _alternative_fossil(case, tables["kiln_feed"]),
        _carbon(tables["co2"]),
    ]  # fmt: skip
    frame = pd.concat(parts, axis=1).reindex(pd.Index(list(case.kilns), name="kiln")).fillna(0.0)
    frame["possible_t"] = [
        kiln.lines * kiln.capacity * sum(running_days_of_year(case, key, y) for y in modelled_years(case))
        for key, kiln in case.kilns.items()
    ]
    frame["energy_kgce"] = (
        frame["heat_gj"] / GJ_PER_TCE * 1000.0 + frame["purchased_mwh"] * 1000.0 * KGCE_PER_KWH
    )
    return frame


def _waste(case: Case, feed: pd.DataFrame) -> pd.Series:
    """Dry tonnes of waste fed, raw and fuel."""
    waste = {name for name, material in case.materials.items() if material.waste}
    fed = feed[feed["material"].isin(waste)]
    return fed.groupby("kiln")["dry_t"].sum().rename("waste_dry_t")


_BOOKS = {
    ("physical", "process"): "co2_process_t",
    ("physical", "fuel_fossil"): "co2_fuel_fossil_t",
    ("physical", "electricity"): "co2_electricity_t",
    ("physical", "captured"): "co2_captured_t",
    ("physical", "green_power"): "co2_green_power_t",
    ("memo", "fuel_biogenic"): "co2_biogenic_memo_t",
}


def _carbon(book: pd.DataFrame) -> pd.DataFrame:
    kilns = book[book["item_kind"] == "kiln"]
    summed = kilns.groupby(["item", "book", "scope"])["co2_t"].sum().unstack(["book", "scope"])
    found = {name: summed[key] for key, name in _BOOKS.items() if key in summed}
    guideline = kilns[kilns["book"] == "guideline"].groupby("item")["co2_t"].sum()
    frame = pd.DataFrame({**found, "guideline_t": guideline})
    return frame.reindex(columns=[*_BOOKS.values(), "guideline_t"]).rename_axis("kiln")


def _alternative_fossil(case: Case, feed: pd.DataFrame) -> pd.Series:
    """Fossil CO2 of alternative fuels, which the net GCCA figure leaves out [t]."""
    factor = {
        name: fuel.co2 / 1000.0 * fuel.oxidation / 100.0 * fuel.fossil_share / 100.0
        for name, fuel in case.fuels.items()
        if fuel.alternative
    }
    fossil = feed["gj"] * feed["material"].map(factor).fillna(0.0)
    fuel = feed["use"] == "fuel"
    return fossil.where(fuel, 0.0).groupby(feed["kiln"]).sum().rename("alternative_fossil_t")
