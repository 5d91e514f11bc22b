"""Trace one figure of a plan to the rows of the case behind it and the relations that make it.

    traced = trace(case, folder.tables, folder.plan, "totals.cost")
    traced = trace(case, folder.tables, folder.plan, "kiln_running:kiln_west:clinker_t")

A total is told by its parts. A figure of a table is told by the rows that its ids name; the ledgers of
money and CO2 by their parts too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from cases.case import Case, Key
from cases.dictionary import dictionary, read_rows
from cases.grades import grades
from cases.nearest import nearest
from models.origins.parts import co2_parts, money_parts
from models.origins.totals import ASSUMED, TABLES, Sureness, parts_of_totals
from models.symbols import Symbol, symbols

FILE = Path(__file__).with_name("figures.csv")
IDS: Mapping[str, tuple[str, ...]] = {
    "kiln": ("kilns",), "plant": ("plants",), "source_id": ("sources",), "market": ("markets",),
    "product": ("products",), "material": ("materials",), "project": ("projects",), "service": ("services",),
    "target": ("targets",), "rule": ("thresholds",), "origin": ("sources", "kilns", "plants"),
    "destination": ("markets", "sites"), "origin_site": ("sites",), "destination_site": ("sites",),
    "item": ("sources", "kilns", "plants", "markets", "projects", "products"), "partner": ("kilns",),
    "id": ("links", "transfers", "connections", "kilns", "plants"), "mode": ("modes",),
    "period": ("periods",),
}  # fmt: skip
"""Columns of result tables and the tables of the case that their ids may name."""
UNITS = {
    "t": "t", "cny": "CNY", "gj": "GJ", "mwh": "MWh", "tkm": "t·km", "days": "d", "pct": "%", "km": "km",
    "cost": "CNY", "cost_system": "CNY", "cost_cement_sector": "CNY",
}  # fmt: skip
"""Units by the last word of a column."""


class TraceError(Exception):
    """A figure that is not there; `code` and `parameters` make the sentence."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A row of the case behind a figure; ``amount`` is the part of it where that is known."""

    table: str
    key: Key
    column: str
    value: str
    unit: str
    amount: float | None
    confidence: str
    source: str
    note: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A figure, the relation that makes it, and the rows of the case behind it."""

    figure: str
    value: float | str
    unit: str
    relation: Mapping[str, str]
    symbols: tuple[Symbol, ...]
    rows: tuple[CaseRow, ...]
    assumed_share: float | None
    """Share of its parts that rest on rows marked as assumed; none where it has no parts."""


def trace(case: Case, tables: Mapping[str, pd.DataFrame], plan: Mapping[str, Any], figure: str) -> Traced:
    """The figure by its name: ``totals.name``, ``objective``, or ``table:key:column``."""
    if ":" in figure:
        return _of_table(case, tables, figure)
    return _of_total(case, tables, plan, figure.removeprefix("totals.plan.").removeprefix("totals."))


def _of_total(case: Case, tables: Mapping[str, pd.DataFrame], plan: Mapping[str, Any], name: str) -> Traced:
    known = dict(flat(plan["totals"]["plan"]))
    name = "cost" if name == "objective" and plan["objective_unit"] == plan["currency"] else name
    if name not in known:
        raise TraceError("trace.unknown", found=name, nearest=nearest(name, known), known=list(known))
    parts = parts_of_totals(case, tables, plan["money"]).get(name, pd.DataFrame())
    return _traced(case, f"totals.{name}", known[name], _unit(name.split(".")[0]), parts, ())


def flat(totals: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Totals by name; parts of a total as total.part."""
    for name, value in totals.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        elif isinstance(value, int | float):
            yield f"{prefix}{name}", float(value)


def _of_table(case: Case, tables: Mapping[str, pd.DataFrame], figure: str) -> Traced:
    name, _, rest = figure.partition(":")
    key, _, column = rest.rpartition(":")
    if name not in tables:
        raise TraceError("trace.table", found=name, nearest=nearest(name, tables), known=sorted(tables))
    table = tables[name]
    if column not in table:
        raise TraceError("trace.column", table=name, found=column, known=list(map(str, table.columns)))
    rows = _rows_of(table, key)
    if rows.empty:
        raise TraceError("trace.row", table=name, found=key)
    value = _value(rows[column])
    parts = _ledger_parts(case, tables, name, rows)
    return _traced(
        case, f"{name}.{column}", value, _unit(column), parts, tuple(_named(case, rows)), told=figure
    )


def _rows_of(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows in which every part of the key (joined by +) is an id or a word; all rows for ``*``."""
    if key in ("*", ""):
        return table
    texts = table.select_dtypes(exclude="number").astype(str)
    hit = pd.Series(True, index=table.index)
    if (texts == key).any(axis=1).any():
        return table[(texts == key).any(axis=1)]
    for part in key.split("+"):
        hit &= (texts == part).any(axis=1)
    return table[hit]


def _value(values: pd.Series) -> float | str:
    if pd.api.types.is_numeric_dtype(values):
        return float(values.sum())
    return ", ".join(dict.fromkeys(map(str, values)))


def _ledger_parts(
    case: Case, tables: Mapping[str, pd.DataFrame], name: str, rows: pd.DataFrame
) -> pd.DataFrame:
    """Parts of entries of the ledgers, by category or scope and item; none of another table."""
    if name == "money":
        parts, group = money_parts(case, tables), "category"
    elif name == "co2" and set(rows["book"]) == {"physical"}:
        parts, group = co2_parts(case, tables), "scope"
    else:
        return pd.DataFrame()
    here = parts[parts["group"].isin(set(rows[group]))]
    exact = here[here["item"].astype(str).isin(set(rows["item"].astype(str)))]
    return exact if len(exact) else here


def _named(case: Case, rows: pd.DataFrame) -> Iterator[tuple[str, Key, str]]:
    """Rows of the case that the ids of some rows of a result name, each once."""
    seen: set[tuple[str, Key]] = set()
    for column, places in IDS.items():
        if column not in rows:
            continue
        for value in dict.fromkeys(rows[column].astype(str)):
            for table in places:
                if value in getattr(case, table) and (table, value) not in seen:
                    seen.add((table, value))
                    yield table, value, ""
                    yield from _beside(case, table, value, seen)
    if "grade" in rows:
        known = grades(case)
        for grade in dict.fromkeys(rows["grade"].astype(str)):
            analysis = known[grade].analysis if grade in known else None
            if analysis is not None and ("analyses", analysis.analysis) not in seen:
                seen.add(("analyses", analysis.analysis))
                yield "analyses", analysis.analysis, ""


def _beside(case: Case, table: str, key: str, seen: set[tuple[str, Key]]) -> Iterator[tuple[str, Key, str]]:
    """What belongs to a row: the class of a kiln, the material of a source."""
    other = {"kilns": ("kiln_classes", "kiln_class"), "sources": ("materials", "material")}.get(table)
    if other is None:
        return
    name = getattr(getattr(case, table)[key], other[1])
    if (other[0], name) not in seen:
        seen.add((other[0], name))
        yield other[0], name, ""


def _traced(
    case: Case, figure: str, value: float | str, unit: str, parts: pd.DataFrame,
    named: tuple[tuple[str, Key, str], ...], *, told: str = "",
) -> Traced:  # fmt: skip
    sure = Sureness(case)
    rows = [_case_row(case, sure, *cell, None) for cell in named]
    share = None
    if len(parts):
        summed: dict[tuple[str, Key, str], float] = {}
        for part in parts[["table", "key", "column", "amount"]].itertuples(index=False, name=None):
            summed[part[:3]] = summed.get(part[:3], 0.0) + float(part[3])
        ranked = sorted(summed.items(), key=lambda pair: -abs(pair[1]))
        rows = [_case_row(case, sure, *cell, amount) for cell, amount in ranked if amount]
        size = sum(abs(row.amount or 0.0) for row in rows)
        assumed = sum(abs(row.amount or 0.0) for row in rows if row.confidence == ASSUMED)
        share = assumed / size if size else None
    relation = relation_of(figure)
    return Traced(
        figure=told or figure, value=value, unit=unit, relation={"en": relation["en"], "zh": relation["zh"]},
        symbols=tuple(symbols()[name] for name in relation["symbols"].split("|") if name in symbols()),
        rows=tuple(rows), assumed_share=share,
    )  # fmt: skip


def _case_row(case: Case, sure: Sureness, table: str, key: Key, column: str, amount: float | None) -> CaseRow:
    told = sure.told(table, key)
    place = None if not table else case.cell(table, key, column)
    value, unit = _in_cell(case, table, key, column)
    return CaseRow(
        table=table, key=key, column=column, value=value, unit=unit, amount=amount,
        confidence=sure.of(table, key), source=str(told.get("source") or ""),
        note=str(told.get("note") or ""), cell="" if place is None or place.row is None else str(place),
    )  # fmt: skip


def _in_cell(case: Case, table: str, key: Key, column: str) -> tuple[str, str]:
    """What stands in the cell, and its unit."""
    if not table or not column:
        return "", ""
    item = str(key) if table in TABLES else column
    place = dictionary()[table].columns.get(item)
    record = getattr(case, TABLES[table]) if table in TABLES else getattr(case, table).get(key)
    value = getattr(record, place.field if place else item, None)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(
        value
    ), place.unit if place else ""


@cache
def relations() -> Mapping[str, Mapping[str, str]]:
    """Relations by figure: its own, of its table, or the general one."""
    return {row["figure"]: row for row in read_rows(FILE)}


def relation_of(figure: str) -> Mapping[str, str]:
    """The relation of a figure named ``totals.name`` or ``table.column``."""
    known = relations()
    table = figure.split(".")[0]
    for name in (figure, figure.rpartition(".")[0], f"{table}.*"):
        if name in known:
            return known[name]
    return known["*"]


def _unit(column: str) -> str:
    words = column.split("_")
    return UNITS.get(column) or UNITS.get(words[-1]) or ("t" if "co2" in words else "")
