"""Who pays whom. CNY; every row has payer and payee and says which totals it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cases.calendar import YEAR, period_days, seasons
from cases.case import Case
from cases.grades import grade_of, grades
from cases.years import electricity_prices
from models.ledgers.capture import captured
from models.ledgers.market import market_money
from models.ledgers.projects import figures, lines_book, per_kiln, projects_book, year_shares
from models.ledgers.trucks import trucks_book
from models.ledgers.vat import refund_money
from models.totals import CEMENT, SYSTEM

SECTOR = "cement sector"
COLUMNS = ["period", "category", "payer", "payee", "item", "amount_cny", "in_system", "in_cement"]


def money_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a period, category and item."""
    parts = [
        *_materials(case, tables), *_haulage(tables), *_kilns(case, tables), _electricity(case, tables),
        _milling(case, tables), _imports(case, tables), *_producers(case, tables), _storage(case, tables),
        _market(case, tables),
        _refund(case, tables),
        *_of_projects(case, tables),
    ]  # fmt: skip
    book = pd.concat(parts, ignore_index=True)
    book["in_system"] = book["category"].isin(SYSTEM)
    book["in_cement"] = book["category"].isin(CEMENT)
    return book[COLUMNS]


def _rows(
    frame: pd.DataFrame, category: str, parties: tuple[str, str], item: str, amount: pd.Series
) -> pd.DataFrame:
    names = [frame["period"], frame[item].rename("item")]
    summed = amount.groupby(names).sum().reset_index(name="amount_cny")
    return summed.assign(category=category, payer=parties[0], payee=parties[1])


def _materials(case: Case, tables: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    flows = tables["flows"]
    bought = flows[flows["kind"] == "material"]
    price = bought["origin"].map({n: s.price for n, s in case.sources.items()})
    waste = bought["item"].map({n: bool(m.waste) for n, m in case.materials.items()}).astype(bool)
    amount = bought["wet_t"] * price
    return [
        _rows(bought[~waste], "virgin_materials", (SECTOR, "supplier"), "origin", amount[~waste]),
        _rows(bought[waste], "waste_price", (SECTOR, "waste producer"), "origin", amount[waste]),
    ]


def _haulage(tables: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    flows = tables["flows"]
    return [
        _rows(flows, "freight", (SECTOR, "carrier"), "kind", flows["wet_t"] * flows["freight_cny_per_t"]),
        _rows(flows, "handling", (SECTOR, "terminal"), "kind", flows["wet_t"] * flows["handling_cny_per_t"]),
    ]


def _kilns(case: Case, tables: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    running = tables["kiln_running"]
    classes = {k: case.kiln_classes[v.kiln_class] for k, v in case.kilns.items()}
    starts = _starts(case, running)
    variable = running["kiln"].map({k: c.variable_cost for k, c in classes.items()})
    start = running["kiln"].map({k: c.start_cost * 1000.0 for k, c in classes.items()})
    parties = (SECTOR, "labour and suppliers")
    return [
        _rows(running, "kiln_variable", parties, "kiln", running["clinker_t"] * variable),
        _rows(running, "kiln_start", parties, "kiln", starts * start),
    ]


def _starts(case: Case, running: pd.DataFrame) -> pd.Series:
    """Lines that start: in the first period of a year all that run, later those that stood before."""
    lines = dict(
        zip(zip(running["kiln"], running["period"], strict=True), running["lines_running"], strict=True)
    )
    before = {name: names[i] for names in seasons(case).values() for i, name in enumerate(names[1:])}
    stood = [
        lines.get((kiln, before.get(p)), 0)
        for kiln, p in zip(running["kiln"], running["period"], strict=True)
    ]
    return (running["lines_running"] - stood).clip(lower=0)


def _electricity(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    energy = tables["energy"]
    amount = energy["purchased_mwh"] * 1000.0 * energy["period"].map(electricity_prices(case))
    return _rows(energy, "electricity", (SECTOR, "grid"), "id", amount)


def _milling(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    cement = tables["cement"]
    cost = cement["plant"].map({n: p.variable_cost for n, p in case.plants.items()})
    return _rows(cement, "milling", (SECTOR, "labour and suppliers"), "plant", cement["cement_t"] * cost)


def _imports(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    markets = tables["markets"]
    keys = zip(markets["market"], markets["product"], markets["period"], strict=True)
    price = pd.Series([case.demand[k].import_price or 0.0 for k in keys], index=markets.index, dtype=float)
    amount = markets["imported_t"] * price
    return _rows(markets, "imports", (SECTOR, "outside"), "market", amount)


def _storage(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Holding cost of the mean of the stocks at the start and at the end of a period."""
    stocks = tables["stocks"]
    keys = zip(stocks["place"], stocks["goods"], strict=True)
    price = [case.stores[key].holding_cost if key in case.stores else 0.0 for key in keys]
    share = stocks["period"].map({p: period_days(case, p) / YEAR for p in case.periods}).astype(float)
    amount = (
        (stocks["start_t"] + stocks["stock_t"]) / 2.0 * share * pd.Series(price, stocks.index, dtype=float)
    )
    return _rows(stocks, "storage", (SECTOR, "labour and suppliers"), "place", amount)


def _market(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Allowances bought (paid to others in the market) or sold, which is below zero."""
    rows = market_money(case, tables)
    return _rows(rows, "carbon_market", (SECTOR, "carbon market"), "kiln", rows["amount_cny"])


def _refund(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """VAT given back, below zero: the sector pays it less."""
    rows = refund_money(case, tables)
    return _rows(rows, "vat_refund", (SECTOR, "state"), "plant", rows["amount_cny"])


def _producers(case: Case, tables: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Disposal of what is left (real cost) and the tax on its non-compliant share (told, in no total)."""
    supply = tables["supply"][tables["supply"]["waste"]]
    known = grades(case)
    moisture = supply["source_id"].map({n: known[grade_of(case, n)].moisture for n in case.sources})
    wet = supply["left_dry_t"] / (1.0 - moisture / 100.0)
    cost = supply["source_id"].map({n: s.disposal_cost for n, s in case.sources.items()})
    tax = supply["material"].map({n: m.environmental_tax for n, m in case.materials.items()})
    due = wet * tax * case.factors.noncompliant_share / 100.0
    return [
        _rows(supply, "disposal", ("waste producer", "disposal site"), "source_id", wet * cost),
        _rows(supply, "environmental_tax", ("waste producer", "state"), "source_id", due),
    ]


def _of_projects(case: Case, tables: Mapping[str, pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Capture with transport and storage, the premium of green power, what new trucks change of freight."""
    if "captured" in tables:
        taken = captured(case, tables)
        yield _rows(taken, "capture", (SECTOR, "capture and storage"), "kiln", taken["cost_cny"])
    if "green_power" in tables:
        yield _premium(case, tables["green_power"])
    if "projects" in tables:
        yield from _investments(case, tables)
    standing = lines_book(case, tables)
    if standing["fixed_cny"].any():
        yield _of_years(case, standing, "line_fixed", "kiln", "fixed_cny")
    trucks = trucks_book(case, tables)
    if len(trucks):
        yield _rows(trucks, "freight", (SECTOR, "carrier"), "site", trucks["cost_cny"])


def _investments(case: Case, tables: Mapping[str, pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Annuities, fixed and variable costs of what is built."""
    book = projects_book(case, tables)
    yield _of_years(case, book, "investment", "project", "annuity_cny")
    yield _of_years(case, book, "project_fixed", "project", "fixed_cny")
    cost = per_kiln(case, tables, "variable_cost").rename("cost").reset_index()
    yield _rows(cost, "project_variable", (SECTOR, "labour and suppliers"), "kiln", cost["cost"])


def _of_years(case: Case, book: pd.DataFrame, category: str, item: str, amount: str) -> pd.DataFrame:
    """Costs of a year, told in its periods by their days; what comes to nothing is left out."""
    payee = "builders and lenders" if category == "investment" else "labour and suppliers"
    placed = book[book[amount] != 0].merge(year_shares(case), on="year")
    return _rows(placed, category, (SECTOR, payee), item, placed[amount] * placed["share"])


def _premium(case: Case, green: pd.DataFrame) -> pd.DataFrame:
    """Premium of every contract at the kilns and mills that take its power; a contract has one target."""
    by_project = {project: amount for (project, _), amount in figures(case, "green_power_premium").items()}
    amount = green["green_mwh"] * 1000.0 * green["project"].map(by_project).fillna(0.0)
    return _rows(green, "green_power", (SECTOR, "power seller"), "id", amount)
