"""Amounts of linear forms (``cases.forms``) in a plan, from its tables. kt, TJ, MWh, tce, kt CO2, kt·km."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

from cases.case import Case
from cases.forms import NAMED, FormTerm, activities, forms, items_of
from models.ledgers.energy import GJ_PER_TCE, KGCE_PER_KWH

IDS = ["kiln", "plant", "source_id", "market", "site"]
COLUMNS = [*IDS[:3], "company", "prefecture", "period", "year", "amount"]
KILN_SCOPES = ("process", "fuel_fossil", "electricity", "captured", "green_power")
Tables = Mapping[str, pd.DataFrame]


def form_amounts(case: Case, tables: Tables, form: str, *, item: str = "*") -> pd.DataFrame:
    """Amounts of a form: kiln, plant, source_id, company, prefecture, period, year, amount."""
    parts = [_of_term(case, tables, term, item) for term in forms(case)[form]]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _of_term(case: Case, tables: Tables, term: FormTerm, item: str) -> pd.DataFrame:
    frame = _COUNTED[term.activity](case, tables)
    wanted = items_of(case, activities()[term.activity].items, item if term.item == NAMED else term.item)
    if wanted is not None:
        frame = frame[frame["item"].isin(wanted)]
    frame = frame.reindex(columns=list(dict.fromkeys([*frame.columns, *IDS]))).reset_index(drop=True)
    company = pd.Series(None, index=frame.index, dtype=object)
    prefecture = company.copy()
    for name, (owner, place) in _belongings(case).items():
        company = company.where(company.notna(), frame[name].map(owner))
        prefecture = prefecture.where(prefecture.notna(), frame[name].map(place))
    years = {key: str(period.year) for key, period in case.periods.items()}
    return frame.assign(
        amount=frame["amount"] * term.weight, company=company, prefecture=prefecture,
        year=frame["period"].map(years),
    )  # fmt: skip


def _belongings(case: Case) -> dict[str, tuple[dict[str, str | None], dict[str, str | None]]]:
    """Company and prefecture by kind of id; a works is its site's first kiln, or plant where it has none."""
    place = {key: site.prefecture for key, site in case.sites.items()}
    works: dict[str, str | None] = {}
    for kiln in case.kilns.values():
        works.setdefault(kiln.site, kiln.company)
    for plant in case.plants.values():
        works.setdefault(plant.site, plant.company)
    kilns, plants = case.kilns.items(), case.plants.items()
    return {
        "kiln": ({k: r.company for k, r in kilns}, {k: place[r.site] for k, r in kilns}),
        "plant": ({k: r.company for k, r in plants}, {k: place[r.site] for k, r in plants}),
        "source_id": ({}, {k: place[r.site] for k, r in case.sources.items()}),
        "market": ({}, {k: place[r.site] for k, r in case.markets.items()}),
        "site": (works, place),
    }  # fmt: skip


def _feed(use: str, column: str) -> Callable[[Case, Tables], pd.DataFrame]:
    def counted(case: Case, tables: Tables) -> pd.DataFrame:
        del case
        feed = tables["kiln_feed"][tables["kiln_feed"]["use"] == use]
        return feed.assign(item=feed["material"], amount=feed[column] / 1000.0)

    return counted


def _clinker(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    running = tables["kiln_running"]
    return running.assign(item="clinker", amount=running["clinker_t"] / 1000.0)


def _kiln_power(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    energy = _facility(tables, "kiln")
    return energy.assign(item="power", amount=energy["purchased_mwh"])


def _mill_power(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    energy = _facility(tables, "mill").rename(columns={"kiln": "plant"})
    return energy.assign(item="power", amount=energy["purchased_mwh"])


def _energy(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    energy = _facility(tables, "kiln")
    amount = energy["heat_gj"] / GJ_PER_TCE + energy["purchased_mwh"] * KGCE_PER_KWH
    return energy.assign(item="energy", amount=amount)


def _facility(tables: Tables, kind: str) -> pd.DataFrame:
    energy = tables["energy"]
    return energy[energy["facility"] == kind].rename(columns={"id": "kiln"})


def _kiln_co2(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    return _book(tables, "physical", "kiln", KILN_SCOPES)


def _guideline(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    return _book(tables, "guideline", "kiln", ("process", "fuel_fossil", "captured"))


def _book(tables: Tables, book: str, kind: str, scopes: tuple[str, ...]) -> pd.DataFrame:
    rows = tables["co2"]
    rows = rows[(rows["book"] == book) & (rows["item_kind"] == kind) & rows["scope"].isin(scopes)]
    who = {"kiln": "kiln", "mill": "plant", "source": "source_id", "market": "market", "site": "site"}[kind]
    named = rows[["period", "scope", "item", "co2_t"]].rename(columns={"item": who, "scope": "item"})
    return named.assign(amount=named["co2_t"] / 1000.0)


def _co2(case: Case, tables: Tables) -> pd.DataFrame:
    """All scopes; transport by the works that a haul serves or leaves."""
    del case
    every = tuple(tables["co2"]["scope"].unique())
    parts = [_book(tables, "physical", kind, every) for kind in ("kiln", "mill", "source", "market", "site")]
    flows = _flows(tables)
    amount = flows["wet_t"] * flows["co2_kg_per_t"] / 1e6
    return pd.concat([*parts, flows.assign(item="transport", amount=amount)], ignore_index=True)


def _flows(tables: Tables) -> pd.DataFrame:
    flows = tables["flows"].drop(columns=["item"])
    kind = flows["kind"]
    return flows.assign(
        kiln=flows["origin"].where(kind == "clinker"),
        plant=flows["origin"].where(kind == "cement"),
        site=flows["destination_site"].where(kind == "material"),
    )


def _haul(case: Case, tables: Tables) -> pd.DataFrame:
    """By the first of rail, other and road that has a part of the way; hauls within a site are none."""
    del case
    flows = _flows(tables)
    mode = pd.Series("none", index=flows.index)
    for name in ("road", "other", "rail"):
        mode = mode.mask(flows[f"{name}_km"] > 0, name)
    return flows.assign(item=mode, amount=flows["wet_t"] / 1000.0)[mode != "none"]


def _tkm(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    flows = _flows(tables)
    parts = [
        flows.assign(item=mode, amount=flows["wet_t"] * flows[f"{mode}_km"] / 1000.0)
        for mode in ("road", "rail", "other")
    ]
    return pd.concat(parts, ignore_index=True)


def _addition(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    use = tables["mill_use"][tables["mill_use"]["kind"] == "material"]
    return use.assign(item=use["grade"].str.split("@").str[0], amount=use["dry_t"] / 1000.0)


def _cement(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    made = tables["cement"]
    return made.assign(item=made["product"], amount=made["cement_t"] / 1000.0)


def _clinker_ground(case: Case, tables: Tables) -> pd.DataFrame:
    del case
    use = tables["mill_use"][tables["mill_use"]["kind"] == "clinker"]
    return use.assign(item=use["product"], amount=use["dry_t"] / 1000.0)


def _supply(column: str) -> Callable[[Case, Tables], pd.DataFrame]:
    def counted(case: Case, tables: Tables) -> pd.DataFrame:
        del case
        supply = tables["supply"][tables["supply"]["arising_dry_t"].notna()]
        return supply.assign(item=supply["material"], amount=supply[column] / 1000.0)

    return counted


_COUNTED: Mapping[str, Callable[[Case, Tables], pd.DataFrame]] = MappingProxyType(
    {
        "raw": _feed("raw", "dry_t"),
        "fuel": _feed("fuel", "wet_t"),
        "fuel_heat": _feed("fuel", "gj"),
        "clinker": _clinker,
        "kiln_power": _kiln_power,
        "mill_power": _mill_power,
        "energy": _energy,
        "kiln_co2": _kiln_co2,
        "guideline_co2": _guideline,
        "addition": _addition,
        "cement": _cement,
        "clinker_ground": _clinker_ground,
        "haul": _haul,
        "tkm": _tkm,
        "co2": _co2,
        "waste_arising": _supply("arising_dry_t"),
        "waste_elsewhere": _supply("used_elsewhere_dry_t"),
        "waste_taken": _supply("taken_dry_t"),
    }
)
