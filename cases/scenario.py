"""Scenarios: short lists of changes to a case, made on the raw tables so that every check runs again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cases.dictionary import dictionary
from cases.findings import CellRef, Findings
from cases.nearest import nearest
from cases.sheets import Changed, RawRow, RawTable, text_of

ALL_ROWS = "*"
ACTIONS = ("set", "multiply")
_SET = re.compile(r"([^.=]+)\.(.+)\.([^.=*]+?)\s*(\*?)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """One change: key parts of the row joined by +, * for all rows; the value in the dictionary's unit."""

    table: str
    row: str
    column: str
    action: str
    value: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A change with the place it was asked at."""

    change: Change
    label: str
    place: Callable[[str], CellRef] | None


def change_from_text(text: str, findings: Findings) -> Change | None:
    """``TABLE.ROW.COLUMN=VALUE`` or ``TABLE.ROW.COLUMN*=FACTOR`` as a change, or None with a finding."""
    match = _SET.fullmatch(text.strip())
    if match is None:
        findings.add("bad_change", subject=text)
        return None
    table, row, column, star, value = match.groups()
    return Change(table.strip(), row.strip(), column.strip(), "multiply" if star else "set", value.strip())


def check_scenarios(raw: Mapping[str, RawTable], findings: Findings) -> None:
    """Tell changes of any scenario, asked for or not, whose table, row or column is not there."""
    for rows in _by_scenario(raw).values():
        for asked in rows:
            _targets(asked, raw, findings)


def apply_changes(
    raw: dict[str, RawTable], *, scenarios: Sequence[str], changes: Sequence[Change], findings: Findings
) -> None:
    """Change the raw tables: scenarios in the order asked, then single changes."""
    known = _by_scenario(raw)
    for name in scenarios:
        if name not in known:
            match = nearest(name, sorted(known))
            findings.add("unknown_scenario", subject=name, nearest=match, known=sorted(known))
        for asked in known.get(name, []):
            _apply(asked, raw, Findings())
    for change in changes:
        asked = _Asked(change, f"{change.table}.{change.row}.{change.column}", None)
        _apply(asked, raw, findings)


def targets_of(
    change: Change, raw: Mapping[str, RawTable], findings: Findings
) -> tuple[str, list[RawRow]] | None:
    """Column and rows that a change is about, or None with a finding."""
    return _targets(_Asked(change, f"{change.table}.{change.row}.{change.column}", None), raw, findings)


def _by_scenario(raw: Mapping[str, RawTable]) -> dict[str, list[_Asked]]:
    table = raw.get("scenarios")
    found: dict[str, list[_Asked]] = {}
    for row in table.rows if table else ():
        text = {key: text_of(row.cells.get(key)) for key in dictionary()["scenarios"].columns}
        change = Change(text["table"], text["row"], text["column"], text["action"], text["value"])
        label = f"{text['scenario']}/{text['change']}"
        found.setdefault(text["scenario"], []).append(_Asked(change, label, partial(_place, table, row.line)))
    return found


def _place(table: RawTable | None, line: int, column: str) -> CellRef:
    assert table is not None
    return table.cell(line, column)


def _apply(asked: _Asked, raw: Mapping[str, RawTable], findings: Findings) -> None:
    change = asked.change
    targets = _targets(asked, raw, findings)
    if targets is None:
        return
    column, rows = targets
    for row in rows:
        row.changed = True
        row.cells[column] = Changed(
            row.cells.get(column),
            change.value,
            change.action == "multiply",
            change.row == ALL_ROWS,
            asked.label,
        )


def _targets(
    asked: _Asked, raw: Mapping[str, RawTable], findings: Findings
) -> tuple[str, list[RawRow]] | None:
    """Column and rows of a change, or None with a finding."""
    change = asked.change
    names = [key for key in dictionary() if key != "scenarios"]
    if change.table not in names:
        _tell("unknown_change_table", asked, change.table, known=names, findings=findings)
        return None
    table = raw.get(change.table)
    if table is None:
        _tell("unknown_change_row", asked, change.row, known=(), findings=findings)
        return None
    columns = ["value", "low", "high"] if table.table.layout == "items" else list(table.columns)
    if change.column not in columns or change.column in table.table.key_columns:
        known = [name for name in columns if name not in table.table.key_columns]
        _tell("unknown_change_column", asked, change.column, known=known, findings=findings)
        return None
    if change.action not in ACTIONS:
        return None  # the scenarios table is checked like any other
    rows = _rows(table, change.row)
    if not rows and change.row != ALL_ROWS:
        known = sorted({_key(table, row) for row in table.rows})
        _tell("unknown_change_row", asked, change.row, known=known, findings=findings)
        return None
    return change.column, rows


def _rows(table: RawTable, wanted: str) -> list[RawRow]:
    found = [row for row in table.rows if wanted in (ALL_ROWS, _key(table, row))]
    if not found and table.table.layout == "items" and wanted in table.table.columns:
        made = RawRow(0, {"item": wanted})
        table.rows.append(made)
        found = [made]
    return found


def _key(table: RawTable, row: RawRow) -> str:
    """Key of a row as changes write it; items of vertical tables by their key."""
    if table.table.layout == "rows":
        return "+".join(text_of(row.cells.get(key)) for key in table.table.key_columns)
    name = text_of(row.cells.get("item"))
    labels = {n: c.key for c in table.table.columns.values() for n in (c.en, c.zh)}
    return labels.get(name, name)


def _tell(code: str, asked: _Asked, name: str, *, known: Sequence[str], findings: Findings) -> None:
    cell = asked.place(code.removeprefix("unknown_change_")) if asked.place else None
    match = nearest(name, known)
    findings.add(code, subject=asked.label, cell=cell, found=name, table=asked.change.table, nearest=match)
