"""Changes meant for later, checked before: whether the cell is there and takes the value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cases.dictionary import Column, dictionary
from cases.findings import CellRef, Findings
from cases.load import RawCase
from cases.reading import element_columns, read_table
from cases.scenario import Change, targets_of
from cases.sheets import Changed, RawTable, match_sheets, text_of
from cases.values import Spot, parse


@dataclass(frozen=True, slots=True)
class Meant:
    """A change and the cell or line that asks for it."""

    change: Change
    place: CellRef


def check_changes(case: RawCase, meant: Iterable[Meant], findings: Findings) -> None:
    """Tell every change whose table, row or column is not there, or whose value the cell does not take."""
    raw = _tables(case)
    for one in dict.fromkeys(meant):
        found = Findings()
        targets = targets_of(one.change, raw, found)
        if targets is not None:
            column, rows = targets
            for row in rows[:1]:
                label = f"{one.change.table}.{one.change.row}.{one.change.column}"
                value = Changed(
                    row.cells.get(column), one.change.value, one.change.action == "multiply", False, label
                )
                known = _column(raw[one.change.table], column, text_of(row.cells.get("item")))
                if known is not None:
                    parse(value, Spot(found, lambda: one.place, label, known))  # noqa: B023 - called at once
        findings.extend(found.at(one.place))


def _tables(case: RawCase) -> Mapping[str, RawTable]:
    matched = match_sheets(case.sheets or (), Findings())
    elements = element_columns(matched.get("elements"))
    return {key: read_table(dictionary()[key], sheet, elements, Findings()) for key, sheet in matched.items()}


def _column(table: RawTable, name: str, item: str) -> Column | None:
    """The column of the dictionary that says what the cell takes."""
    if table.table.layout == "rows":
        return table.columns.get(name)
    labels = {n: c for c in table.table.columns.values() for n in (c.key, c.en, c.zh)}
    return labels.get(item)
