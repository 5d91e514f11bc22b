"""The figures of a plan as sums, each part with the row of the case that states its price, factor or amount.

A part is one product: tonnes hauled times a tariff, gigajoules times a factor, what a source gives. The
row named is the one whose figure multiplies an activity of the plan; parts of one figure add up to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from cases.case import Case, Key
from cases.grades import grades
from models.ledgers.carbon import raw_carbon

Tables = Mapping[str, pd.DataFrame]
COLUMNS = ["group", "item", "amount", "table", "key", "column"]
"""Category or scope, item of the ledger, amount in the unit of the figure, and the cell of the case."""
NOTHING = 1e-9
"""Part of a figure below which a rest is the noise of sums."""
_OF_ITEM: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "virgin_materials": ("sources", "price"), "waste_price": ("sources", "price"),
        "disposal": ("sources", "disposal_cost"), "milling": ("plants", "variable_cost"),
        "investment": ("projects", "capital"), "project_fixed": ("projects", "fixed_cost"),
    }
)  # fmt: skip
"""Categories of money whose item is the key of the row that states the price."""
_OF_CLASS = MappingProxyType(
    {"kiln_variable": "variable_cost", "kiln_start": "start_cost", "line_fixed": "fixed_cost"}
)
"""Categories whose price stands in the class of the kiln."""
_OF_SCOPE = MappingProxyType({"electricity": "grid_co2", "disposal": "disposal_co2"})
"""Scopes of CO2 whose factor stands on the sheet Factors."""
_OF_FACTOR = MappingProxyType({"electricity": "electricity_price"})


def money_parts(case: Case, tables: Tables) -> pd.DataFrame:
    """Every entry of the ledger of money [CNY], freight and handling step by step."""
    ledger = tables["money"]
    rows = []
    for entry in (
        ledger.groupby(["category", "item"], as_index=False)["amount_cny"].sum().itertuples(index=False)
    ):
        category, item, amount = str(entry[0]), str(entry[1]), float(entry[2])
        if category in ("freight", "handling", "imports"):
            continue
        rows.append((category, item, amount, *_price(case, category, item)))
    parts = [
        pd.DataFrame(rows, columns=COLUMNS),
        _steps(case, tables, "money"),
        _imports(tables, "money", case),
    ]
    return _whole(pd.concat(parts, ignore_index=True), ledger.groupby("category")["amount_cny"].sum())


def co2_parts(case: Case, tables: Tables) -> pd.DataFrame:
    """Every entry of the physical book of CO2 [t]."""
    book = tables["co2"][tables["co2"]["book"] == "physical"]
    feed = tables["kiln_feed"]
    raw, fuel = feed[feed["use"] == "raw"], feed[feed["use"] == "fuel"]
    analysis = {
        name: "" if grade.analysis is None else grade.analysis.analysis
        for name, grade in grades(case).items()
    }
    per_gj = {n: f.co2 / 1000.0 * f.oxidation / 100.0 * f.fossil_share / 100.0 for n, f in case.fuels.items()}
    parts = [
        _frame("process", raw["kiln"], raw["dry_t"] * raw["grade"].map(raw_carbon(case)),
               "analyses", raw["grade"].map(analysis), "co2"),
        _frame("fuel_fossil", fuel["kiln"], fuel["gj"] * fuel["material"].map(per_gj),
               "fuels", fuel["material"], "co2"),
        _steps(case, tables, "co2"),
        _imports(tables, "co2", case),
        *(_of_scope(book, scope, factor) for scope, factor in _OF_SCOPE.items()),
    ]  # fmt: skip
    return _whole(pd.concat(parts, ignore_index=True), book.groupby("scope")["co2_t"].sum())


def waste_parts(tables: Tables, column: str) -> pd.DataFrame:
    """Dry tonnes of wastes by source, ``column`` of the supply table."""
    supply = tables["supply"][tables["supply"]["waste"].astype(bool)]
    return _frame("waste", supply["source_id"], supply[column], "sources", supply["source_id"], "arising")


def clinker_parts(tables: Tables) -> pd.DataFrame:
    """Clinker by kiln [t]."""
    running = tables["kiln_running"]
    return _frame("clinker", running["kiln"], running["clinker_t"], "kilns", running["kiln"], "capacity")


def market_parts(tables: Tables, column: str) -> pd.DataFrame:
    """Cement by demand [t], ``column`` of the table of markets."""
    markets = tables["markets"]
    keys = pd.Series(
        list(zip(markets["market"], markets["product"], markets["period"].astype(str), strict=True)),
        dtype=object,
    )
    return _frame("cement", markets["market"], markets[column], "demand", keys, "demand")


def heat_parts(case: Case, tables: Tables) -> pd.DataFrame:
    """Heat of fuels by kiln [GJ], from the measured heat of its class."""
    feed = tables["kiln_feed"].groupby("kiln", as_index=False)["gj"].sum()
    classes = feed["kiln"].map({name: kiln.kiln_class for name, kiln in case.kilns.items()})
    return _frame("heat", feed["kiln"], feed["gj"], "kiln_classes", classes, "specific_heat")


def tkm_parts(tables: Tables, modes: tuple[str, ...]) -> pd.DataFrame:
    """Tonne-kilometres by mode, from the length of every link and connection."""
    steps = _walked(tables)
    steps = steps[steps["mode"].isin(modes) & (steps["kind"] != "transfer")]
    return _frame(
        "tkm", steps["item"], steps["wet_t"] * steps["length_km"], steps["kind"] + "s", steps["id"], "length"
    )


def _frame(
    group: str, item: pd.Series, amount: pd.Series, table: pd.Series | str, key: pd.Series, column: str
) -> pd.DataFrame:
    """Parts of one group; nothing is left out."""
    return pd.DataFrame(
        {
            "group": group, "item": item.to_numpy(), "amount": amount.to_numpy(float),
            "table": table if isinstance(table, str) else table.to_numpy(), "key": key.to_numpy(),
            "column": column,
        },
        columns=COLUMNS,
    )  # fmt: skip


def _price(case: Case, category: str, item: str) -> tuple[str, Key, str]:
    """The cell that states the price of an entry; without one where it is made of several."""
    if category in _OF_ITEM:
        table, column = _OF_ITEM[category]
        return table, item, column
    if category in _OF_CLASS and item in case.kilns:
        return "kiln_classes", case.kilns[item].kiln_class, _OF_CLASS[category]
    if category in _OF_FACTOR:
        return "factors", _OF_FACTOR[category], "value"
    return "", "", ""


def _of_scope(book: pd.DataFrame, scope: str, factor: str) -> pd.DataFrame:
    rows = book[book["scope"] == scope]
    return _frame(
        scope, rows["item"], rows["co2_t"], "factors", pd.Series([factor] * len(rows), dtype=object), "value"
    )


def _walked(tables: Tables) -> pd.DataFrame:
    """Every step of every flow with its tonnes; the item is the kind of what is hauled, as in the ledger."""
    flows = tables["flows"][["path", "kind", "wet_t"]].rename(columns={"kind": "item"})
    return flows.groupby(["path", "item"], as_index=False).sum().merge(tables["paths"], on="path")


def _steps(case: Case, tables: Tables, what: str) -> pd.DataFrame:
    """Freight, handling or CO2 of every step: of its tariff or mode, unless the link states its own."""
    steps = _walked(tables)
    group = steps["path"].str.rsplit(":", n=2).str[-2] if len(steps) else steps["path"]
    money = what == "money"
    amount = steps["wet_t"] * (steps["cost_cny_per_t"] if money else steps["co2_kg_per_t"] / 1000.0)
    own = {name: (link.rate if money else link.co2) is not None for name, link in case.links.items()}
    cells: list[tuple[str, Key, str]] = []
    for kind, name, mode, goods in zip(steps["kind"], steps["id"], steps["mode"], group, strict=True):
        if kind == "transfer":
            cells.append(("transfers", name, "cost" if money else "co2"))
        elif kind == "link" and own.get(name, False):
            cells.append(("links", name, "rate" if money else "co2"))
        else:
            cells.append(("tariffs", (mode, goods), "rate") if money else ("modes", mode, "co2"))
    handled = np.where(steps["kind"] == "transfer", "handling", "freight") if money else "transport"
    table, key, column = (list(part) for part in zip(*cells, strict=True)) if cells else ([], [], [])
    return pd.DataFrame(
        {"group": handled, "item": steps["item"], "amount": amount, "table": table,
         "key": pd.Series(key, index=steps.index, dtype=object), "column": column}, columns=COLUMNS,
    )  # fmt: skip


def _imports(tables: Tables, what: str, case: Case) -> pd.DataFrame:
    parts = market_parts(tables, "imported_t").assign(group="imports")
    column = "import_price" if what == "money" else "import_co2"
    scale = 1.0 if what == "money" else 1e-3
    price = [(getattr(case.demand[key], column) or 0.0) * scale for key in parts["key"]]
    return parts.assign(amount=parts["amount"] * np.array(price, dtype=float), column=column)


def _whole(parts: pd.DataFrame, sums: pd.Series) -> pd.DataFrame:
    """The parts with what the ledger has beside them, by group."""
    known = parts.groupby("group")["amount"].sum()
    rest = sums.sub(known, fill_value=0.0)
    rest = rest[rest.abs() > NOTHING * max(1.0, float(sums.abs().max()))]
    rows = [(group, "", amount, "", "", "") for group, amount in rest.items()]
    return pd.concat([parts[parts["amount"] != 0], pd.DataFrame(rows, columns=COLUMNS)], ignore_index=True)
