"""One sheet of the template: keys, units, labels, then rows; every heading explained in a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from cases.dictionary import ITEM_COLUMNS, ITEM_HEADINGS, Column, dictionary
from cases.safe_text import Value
from cases.sheets import REMARK
from cases.template_lists import LAST_ROW, Choices
from cases.text import Language, sentence, translated
from cases.writing import Grid, unit_of
from cases.xlsx import (
    FONTS,
    INDENTED,
    TEXT_FORMAT,
    Kind,
    as_table,
    dress,
    fit_widths,
    freeze,
    note,
    print_setup,
    put,
    put_row,
    table_name,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SPARE_ROWS = 10
"""Empty rows that look ready to be filled."""
HEAD_ROWS = 3
ITEM_HEAD_ROWS = 2
_BLANK_KINDS: dict[str, Kind] = {"error": "must", "default": "default"}
_CONFIDENCE = "confidence"


def fill_sheet(sheet: Worksheet, grid: Grid, choices: Choices, *, examples: bool) -> None:
    """Lay one table out on an empty sheet."""
    if grid.table.layout == "items":
        _items(sheet, grid, choices, examples=examples)
    else:
        _rows(sheet, grid, choices, examples=examples)


def label_of(column: Column, language: Language) -> str:
    """Name of a column for people."""
    return column.zh if language == "zh" else column.en


def explained(column: Column, language: Language) -> str:
    """What a column or item means, its unit, its range, and what an empty cell means."""
    unit = "" if unit_of(column) == "-" else column.unit
    lines = [f"{label_of(column, language)}: {translated(column.meaning, language)}"]
    if unit:
        lines.append(sentence("template.unit", {"unit": unit}, language))
    if column.low is not None or column.high is not None:
        code = (
            "range"
            if column.low is not None and column.high is not None
            else "from"
            if column.high is None
            else "to"
        )
        given = {"low": column.low, "high": column.high, "unit": unit}
        lines.append(sentence(f"template.{code}", given, language))
    if column.choices:
        lines.append(sentence("template.choices", {"choices": list(column.choices)}, language))
    if column.refers_to:
        titles = [_title(name, language) for name in column.refers_to]
        lines.append(sentence("template.refers", {"tables": titles}, language))
    given = {"default": column.default, "unit": unit, "source": translated(column.source, language)}
    lines.append(sentence(f"template.blank.{column.blank}", given, language))
    return "\n".join(lines)


def _title(table: str, language: Language) -> str:
    spec = dictionary()[table]
    return spec.zh if language == "zh" else spec.en


def _kind(column: Column) -> Kind:
    return _BLANK_KINDS.get(column.blank, "optional")


def _shown(value: Value, column: Column, language: Language) -> Value:
    """Flags in the language of the sheet; the reader takes both."""
    if column.type == "flag" and language == "zh":
        return {"yes": "是", "no": "否"}.get(str(value))
    return value


def _rows(sheet: Worksheet, grid: Grid, choices: Choices, *, examples: bool) -> None:
    language, columns = choices.language, grid.columns
    remark = [sentence("template.example_heading", {}, language)] if examples and grid.rows else []
    labels = [label_of(column, language) for column in columns]
    put_row(sheet, 1, [*grid.headings, *remark], "heading")
    put_row(sheet, 2, [*grid.units, *(["-"] if remark else [])], "unit")
    put_row(sheet, HEAD_ROWS, [f"{REMARK} {labels[0]}", *labels[1:], *remark], "label")
    said = [sentence("template.example_row", {}, language)] if remark else []
    for row, values in enumerate(grid.rows, start=HEAD_ROWS + 1):
        shown = [_shown(value, column, language) for value, column in zip(values, columns, strict=True)]
        _line(sheet, row, [*shown, *said], columns, examples=examples)
    filled = HEAD_ROWS + len(grid.rows)
    for row in range(filled + 1, filled + 1 + SPARE_ROWS):
        _line(sheet, row, [None] * len(columns), columns, examples=False)
    for at, column in enumerate(columns, start=1):
        letter = get_column_letter(at)
        note(sheet.cell(1, at), explained(column, language))
        choices.unit(sheet, f"{letter}2", column)
        choices.value(sheet, column, letter=letter, rows=(HEAD_ROWS + 1, LAST_ROW))
    fit_widths(sheet)
    keys = min(2, len(grid.table.key_columns))
    freeze(sheet, rows=HEAD_ROWS, columns=keys)
    width = len(columns) + len(remark)
    as_table(
        sheet, table_name(grid.table.key), top=HEAD_ROWS, bottom=max(filled, HEAD_ROWS + 1), columns=width
    )
    print_setup(sheet, repeat=HEAD_ROWS, columns=keys)


def _line(
    sheet: Worksheet, row: int, values: Sequence[Value], columns: Sequence[Column], *, examples: bool
) -> None:
    """One row of data, or an empty one; what is text keeps the format of text."""
    for at, value in enumerate(values, start=1):
        cell = put(sheet, row, at, value)
        column = columns[at - 1] if at <= len(columns) else None
        dress(cell, _kind(column) if column else "example")
        if column is not None and not column.measured:
            cell.number_format, cell.alignment = TEXT_FORMAT, INDENTED
        if examples:
            cell.font = FONTS["example"]


def _items(sheet: Worksheet, grid: Grid, choices: Choices, *, examples: bool) -> None:
    language = choices.language
    item, *rest = ITEM_COLUMNS
    label = sentence("template.label_heading", {}, language)
    names = [ITEM_HEADINGS[key][1 if language == "zh" else 0] for key in rest]
    first = ITEM_HEADINGS[item][1 if language == "zh" else 0]
    put_row(sheet, 1, [item, label, *rest], "heading")
    put_row(sheet, ITEM_HEAD_ROWS, [f"{REMARK} {first}", label, *names], "label")
    given = {row[0]: row for row in grid.rows}
    for row, column in enumerate(grid.table.columns.values(), start=ITEM_HEAD_ROWS + 1):
        _item(sheet, row, column, given.get(column.key, ()), choices=choices, examples=examples)
    last = ITEM_HEAD_ROWS + len(grid.table.columns)
    fit_widths(sheet)
    freeze(sheet, rows=ITEM_HEAD_ROWS, columns=2)
    as_table(
        sheet, table_name(grid.table.key), top=ITEM_HEAD_ROWS, bottom=last, columns=len(ITEM_COLUMNS) + 1
    )
    print_setup(sheet, repeat=ITEM_HEAD_ROWS, columns=2)


def _item(
    sheet: Worksheet, row: int, column: Column, given: Sequence[Value], *, choices: Choices, examples: bool
) -> None:
    """The row of one item; its unit stands there also where no value does."""
    language = choices.language
    nothing: list[Value] = [None] * (len(ITEM_COLUMNS) - len(given))
    _, value, unit, *tail = [*given, *nothing]
    shown = _shown(value, column, language)
    cells = [column.key, label_of(column, language), shown, unit or unit_of(column), *tail]
    for at, text in enumerate(cells, start=1):
        cell = put(sheet, row, at, text)
        dress(cell, _kind(column) if at == 3 else "label" if at <= 2 else "optional")
        if examples and text is not None and at > 2:
            cell.font = FONTS["example"]
    if not column.measured:
        sheet.cell(row, 3).number_format = TEXT_FORMAT
    note(sheet.cell(row, 1), explained(column, language))
    choices.value(sheet, column, letter="C", rows=(row, row))
    choices.unit(sheet, f"D{row}", column)
    confidence = dictionary()["sites"].columns[_CONFIDENCE]
    choices.value(sheet, confidence, letter="H", rows=(row, row))
