"""What the shape of a sheet would hide: merged cells, columns without a heading, labels among the data."""

from __future__ import annotations

from collections.abc import Sequence

from cases.dictionary import ITEM_HEADINGS
from cases.findings import Findings, letters
from cases.sheets import REMARK, RawRow, RawTable, is_remark, text_of
from cases.tables import Area, Line

LABELS_LIKELY = 2
"""Cells that all repeat the name of their column from which a row of data is one of labels."""


def check_shape(raw: RawTable, rows: Sequence[Line], findings: Findings) -> None:
    """Tell what would otherwise be passed over in silence; `rows` are those of data."""
    _merged(raw, findings)
    _without_heading(raw, rows, findings)
    _unmarked_labels(raw, findings)
    if raw.table.required and not raw.rows and not raw.broken:
        cell = raw.sheet.cell(raw.sheet.rows[-1][0] + 1, 1)
        findings.add("no_rows", subject=raw.sheet.name, cell=cell)
        raw.broken = True


def _merged(raw: RawTable, findings: Findings) -> None:
    """Only the first of merged cells has a value, the others would look empty."""
    remarks = {line for line, values in raw.sheet.rows if is_remark(values)}
    for area in raw.sheet.merged:
        lines = [n for n in range(area.first_row, area.last_row + 1) if n not in remarks]
        columns = [n for n in raw.positions.values() if area.first_column <= n <= area.last_column]
        if lines and columns:
            cell = raw.sheet.cell(area.first_row, area.first_column)
            findings.add("merged_cells", subject=raw.sheet.name, cell=cell, cells=_name(area))
            raw.broken = True


def _name(area: Area) -> str:
    first, last = letters(area.first_column), letters(area.last_column)
    return f"{first}{area.first_row}:{last}{area.last_row}"


def _without_heading(raw: RawTable, rows: Sequence[Line], findings: Findings) -> None:
    """Values below an empty heading would be lost."""
    line, head = next(row for row in raw.sheet.rows if not is_remark(row[1]))
    filled = {at for _, values in rows for at, value in enumerate(values, start=1) if text_of(value)}
    merged = {at for area in raw.sheet.merged for at in range(area.first_column, area.last_column + 1)}
    for at in sorted(filled - merged):
        if at > len(head) or not text_of(head[at - 1]):
            findings.add(
                "heading_blank", subject=letters(at), cell=raw.sheet.cell(line, at), table=raw.sheet.name
            )
            raw.broken = True


def _unmarked_labels(raw: RawTable, findings: Findings) -> None:
    """A first row of data that only repeats the names of its columns has lost its sign of a remark."""
    first = raw.rows[0] if raw.rows else None
    if first is not None and _repeats_names(raw, first):
        cell = raw.cell(first.line, next(iter(raw.positions)))
        findings.add("label_row_unmarked", subject=raw.sheet.name, cell=cell, mark=REMARK)
        raw.rows.pop(0)
        raw.broken = True


def _repeats_names(raw: RawTable, row: RawRow) -> bool:
    filled = {key: text for key, value in row.cells.items() if (text := text_of(value))}
    return len(filled) >= LABELS_LIKELY and all(text in _names(raw, key) for key, text in filled.items())


def _names(raw: RawTable, key: str) -> tuple[str, ...]:
    if raw.table.layout == "items":
        return (key, *ITEM_HEADINGS[key])
    column = raw.columns[key]
    return (key, column.en, column.zh)
