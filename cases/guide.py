"""The first sheet of the template: how and in which order to fill it in, colours, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cases.dictionary import Table, dictionary
from cases.text import Language, sentence, translated
from cases.xlsx import (
    LEFT,
    SUBTITLE,
    TITLE,
    Kind,
    dress,
    freeze,
    jump,
    paragraph,
    print_setup,
    put,
    put_row,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTHS = {"A": 5, "B": 24, "C": 17, "D": 78}
COLUMNS = len(WIDTHS)
COLOURS: tuple[Kind, ...] = ("must", "default", "optional", "example", "heading", "unit")
EXIT_CODES = range(6)


def write_guide(sheet: Worksheet, titles: Mapping[str, str], language: Language, *, examples: bool) -> None:
    """Fill the guide sheet in one language."""
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    row = _text(sheet, 1, language, "title", "intro")
    if examples:
        row = _text(sheet, row, language, "", "examples")
    row = _text(sheet, row + 1, language, "reading", "rows", "blanks", "units", "ids", "remarks")
    row = _colours(sheet, row + 1, language)
    row = _order(sheet, row + 1, titles, language)
    row = _text(sheet, row + 1, language, "next", "check", "run", "convert")
    _exit_codes(sheet, row + 1, language)
    freeze(sheet, rows=1)
    print_setup(sheet, repeat=0, landscape=False)


def _text(sheet: Worksheet, row: int, language: Language, heading: str, *keys: str) -> int:
    """A heading and its paragraphs; the next free row."""
    if heading:
        font = TITLE if heading == "title" else SUBTITLE
        paragraph(sheet, row, sentence(f"guide.{heading}", {}, language), columns=COLUMNS, font=font)
        row += 1
    for key in keys:
        paragraph(sheet, row, sentence(f"guide.{key}", {}, language), columns=COLUMNS)
        row += 1
    return row


def _colours(sheet: Worksheet, row: int, language: Language) -> int:
    row = _text(sheet, row, language, "colours")
    for kind in COLOURS:
        dress(put(sheet, row, 1, "abc" if kind == "example" else None), kind)
        put(sheet, row, 2, sentence(f"guide.colour.{kind}", {}, language))
        row += 1
    return row


def _order(sheet: Worksheet, row: int, titles: Mapping[str, str], language: Language) -> int:
    row = _text(sheet, row, language, "order")
    heads = [sentence(f"guide.order.{key}", {}, language) for key in ("number", "sheet", "needed", "what")]
    put_row(sheet, row, heads, "heading")
    for number, table in enumerate(dictionary().values(), start=1):
        row += 1
        put(sheet, row, 1, number).alignment = LEFT
        jump(put(sheet, row, 2, titles[table.key]), titles[table.key])
        put(sheet, row, 3, _needed(table, language))
        put(sheet, row, 4, translated(table.meaning, language))
    return row + 1


def _needed(table: Table, language: Language) -> str:
    return sentence("guide.required" if table.required else "guide.may_be_empty", {}, language)


def _exit_codes(sheet: Worksheet, row: int, language: Language) -> None:
    row = _text(sheet, row, language, "exit_codes")
    for code in EXIT_CODES:
        put(sheet, row, 1, code).alignment = LEFT
        put(sheet, row, 2, sentence(f"guide.exit.{code}", {}, language))
        row += 1
