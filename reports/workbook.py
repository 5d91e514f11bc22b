"""A workbook: one sheet a subject, every exhibit a native table of values, its chart below it."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cases import xlsx
from reports.exhibit import Exhibit, Subject, heading_of, unit_of
from reports.shown import Shown, cells
from reports.steps import steps
from reports.words import Words
from reports.workbook_charts import add_chart, rows_of_chart

WRITTEN = datetime(2000, 1, 1)
"""Date in the file's properties: the same folder gives the same bytes."""
TEXT_COLUMNS = ["item", "answer"]
TEXT_SPAN = 8
"""Columns over which running text is spread."""
FROZEN_IDS = ("kiln", "plant", "source_id")
WIDEST, NARROWEST, HEAD_WIDTH, ANSWER_WIDTH = 48.0, 8.0, 11.0, 30.0
MARGIN, SPACING = 3.0, 1.1
"""Characters beside a cell's text, and column width a character of the face used."""
LINE, MOST_LINES = 15.0, 8
"""Height of a line of text in points, and the lines of a cell that are given room."""
LOOKED_UP, PRINTED = 300, 60
"""Rows above which a table is to look things up in, and the first rows of such a one that are printed."""
TONES: Mapping[tuple[str, str], xlsx.Kind] = {
    ("status", "at_lower"): "warning", ("status", "at_upper"): "warning", ("link_status", "full"): "warning",
    ("status", "below"): "error", ("status", "above"): "error",
}  # fmt: skip
"""Status words that get a colour beside their word."""
TOP = Alignment(vertical="top")
OVER_NUMBERS = Alignment(horizontal="right", vertical="center", wrap_text=True)
WRAPPED = Alignment(vertical="top", wrap_text=True, indent=1)
_BOLD = Font(name=xlsx.FACE, size=10, bold=True)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write_workbook(words: Words, title: str, subjects: Sequence[Subject], path: Path) -> None:
    """Write the workbook; the same exhibits give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = words.text("brand")
    book.properties.title = title
    book.properties.created = WRITTEN
    for subject in subjects:
        _sheet(book, words, subject)
    _contents(book, words, subjects)
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(_undated(buffer.getvalue()))


def _sheet(book: Workbook, words: Words, subject: Subject) -> None:
    sheet = book.create_sheet(words.text(f"sheet.{subject.key}"))
    sheet.sheet_view.showGridLines = False
    single = len(subject.exhibits) == 1
    _widths(sheet, words, subject)
    xlsx.put(sheet, 1, 1, words.text(f"sheet.{subject.key}")).font = xlsx.TITLE
    row = 2
    for exhibit in subject.exhibits:
        row = _exhibit(sheet, words, exhibit, row=row, titled=not single)
    rows, columns = (3, _frozen(subject.exhibits[0])) if single else (1, 0)
    xlsx.freeze(sheet, rows=rows, columns=columns)
    bottom, whole = max(row, sheet.max_row), max(len(exhibit.frame) for exhibit in subject.exhibits)
    remark = ""
    if single and whole > LOOKED_UP:
        bottom, remark = rows + PRINTED, words.text("print.part", printed=PRINTED, rows=whole)
    xlsx.print_setup(sheet, repeat=rows, columns=columns, remark=remark)
    last = max(TEXT_SPAN, *(len(exhibit.frame.columns) for exhibit in subject.exhibits))
    sheet.print_area = f"A1:{get_column_letter(last)}{bottom}"


def _exhibit(sheet: Worksheet, words: Words, exhibit: Exhibit, *, row: int, titled: bool) -> int:
    """Title, caption, table and chart from `row` on; returns the next free row."""
    if titled:
        xlsx.put(sheet, row, 1, words.text(f"{exhibit.key}.title")).font = xlsx.SUBTITLE
        row += 1
    caption = words.text(f"{exhibit.key}.caption", **exhibit.parameters)
    _paragraph(sheet, row, caption, first=1, last=TEXT_SPAN)
    row += 1
    if list(exhibit.frame.columns) == TEXT_COLUMNS:
        return _answers(sheet, exhibit, row=row) + 1
    exhibit = _with_bars(exhibit)
    bottom = _table(sheet, words, exhibit, top=row)
    row = bottom + 2
    if exhibit.chart is not None and len(exhibit.frame):
        add_chart(sheet, words, exhibit, top=bottom - len(exhibit.frame), anchor=row)
        row += rows_of_chart(exhibit)
    return row


def _answers(sheet: Worksheet, exhibit: Exhibit, *, row: int) -> int:
    """Items and their answers as running text; returns the row after them."""
    for item, answer in exhibit.frame.itertuples(index=False):
        xlsx.dress(xlsx.put(sheet, row, 1, item), "label")
        _paragraph(sheet, row, answer, first=2, last=TEXT_SPAN)
        row += 1
    return row


def _table(sheet: Worksheet, words: Words, exhibit: Exhibit, *, top: int) -> int:
    """Heading and rows; returns the last row."""
    columns, tones = list(exhibit.frame.columns), _tones(words)
    heads = [heading_of(exhibit, column, words) for column in columns]
    xlsx.put_row(sheet, top, heads, "heading")
    sheet.row_dimensions[top].height = _head_height(sheet, heads)
    for place, column in enumerate(columns, start=1):
        if unit_of(exhibit, column):
            sheet.cell(top, place).alignment = OVER_NUMBERS
        for row, shown in enumerate(cells(exhibit, column, words), start=top + 1):
            _cell(sheet, row, place, shown, tones)
    for position in exhibit.bold:
        for place in range(1, len(columns) + 1):
            sheet.cell(top + 1 + position, place).font = _BOLD
    bottom = top + len(exhibit.frame)
    xlsx.as_table(
        sheet, f"t_{exhibit.key}{exhibit.number or ''}", top=top, bottom=bottom, columns=len(columns)
    )
    return max(bottom, top + 1)


def _cell(sheet: Worksheet, row: int, column: int, shown: Shown, tones: dict[str, xlsx.Kind]) -> None:
    if shown.value is None:
        return
    cell = xlsx.put(sheet, row, column, shown.value)
    if shown.unit is not None:
        cell.number_format, cell.alignment = number_format(shown.unit.digits), TOP
        return
    cell.alignment = WRAPPED
    if 2 * len(shown.text) > NARROWEST:
        _heighten(sheet, row, _lines(sheet, shown.text, first=column, last=column))
    if shown.text in tones:
        cell.fill = xlsx.FILLS[tones[shown.text]]


def _heighten(sheet: Worksheet, row: int, lines: int) -> None:
    if lines > 1:
        height = sheet.row_dimensions[row].height or 0.0
        sheet.row_dimensions[row].height = max(height, LINE * min(lines, MOST_LINES))


def number_format(digits: int) -> str:
    """Thousands apart and the digits of the unit."""
    return "#,##0" + ("." + "0" * digits if digits else "")


def _tones(words: Words) -> dict[str, xlsx.Kind]:
    return {words.term(group, key): kind for (group, key), kind in TONES.items()}


def _with_bars(exhibit: Exhibit) -> Exhibit:
    """A bridge with the columns from which a spreadsheet draws its bars."""
    if exhibit.chart is None or exhibit.chart.kind != "steps":
        return exhibit
    bars = steps(exhibit.frame[exhibit.chart.values[0]].tolist())
    heights = {
        f"steps_{kind}": [bar.high - bar.low if bar.kind == kind else 0.0 for bar in bars]
        for kind in ("end", "less", "more")
    }
    base = [0.0 if bar.kind == "end" else bar.low for bar in bars]
    return replace(exhibit, frame=exhibit.frame.assign(steps_base=base, **heights))


def _frozen(exhibit: Exhibit) -> int:
    """Columns kept in sight: the name, and the id beside it."""
    columns = list(exhibit.frame.columns)
    ids = [place for place, name in enumerate(columns[:3], start=1) if name in FROZEN_IDS]
    return ids[0] if ids else 1


def _widths(sheet: Worksheet, words: Words, subject: Subject) -> None:
    """Each column as wide as the widest of its cells as shown, over all exhibits of the sheet."""
    widest: dict[int, float] = {}
    for exhibit in map(_with_bars, subject.exhibits):
        if list(exhibit.frame.columns) == TEXT_COLUMNS:
            widest[1] = max(widest.get(1, NARROWEST), ANSWER_WIDTH)
            continue
        for place, column in enumerate(exhibit.frame.columns, start=1):
            head = heading_of(exhibit, column, words)
            room = max((_width(shown.text) for shown in cells(exhibit, column, words)), default=0.0)
            room = max(room, _width(head[: int(HEAD_WIDTH)]), _longest_word(head))
            widest[place] = max(widest.get(place, NARROWEST), min(WIDEST, room))
    for place, width in widest.items():
        sheet.column_dimensions[get_column_letter(place)].width = width


def _width(text: str) -> float:
    """Width of a column that shows the text whole."""
    return MARGIN + SPACING * xlsx.width_of(text)


def _longest_word(text: str) -> float:
    return max(map(_width, text.split())) if text.isascii() else HEAD_WIDTH


def _head_height(sheet: Worksheet, texts: Sequence[str]) -> float:
    places = enumerate(texts, start=1)
    return (LINE + 2.0) * max(_lines(sheet, text, first=place, last=place) for place, text in places)


def _paragraph(sheet: Worksheet, row: int, text: str, *, first: int, last: int) -> None:
    """Running text over several columns, the row high enough for its lines."""
    cell = xlsx.put(sheet, row, first, text)
    cell.alignment = WRAPPED
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    sheet.row_dimensions[row].height = LINE * _lines(sheet, text, first=first, last=last)


def _lines(sheet: Worksheet, text: str, *, first: int, last: int) -> int:
    letters = [get_column_letter(place) for place in range(first, last + 1)]
    room = sum(sheet.column_dimensions[letter].width or NARROWEST for letter in letters) - MARGIN
    return max(1, math.ceil(xlsx.width_of(text) / room))


def _contents(book: Workbook, words: Words, subjects: Sequence[Subject]) -> None:
    """On the first sheet: every sheet with a link and what it shows."""
    first = book.worksheets[0]
    top = (first.max_row or 0) + 2
    xlsx.put(first, top, 1, words.text("contents.title")).font = xlsx.SUBTITLE
    caption = words.text("contents.caption", most=LOOKED_UP, printed=PRINTED)
    _paragraph(first, top + 1, caption, first=1, last=TEXT_SPAN)
    for row, subject in enumerate(subjects, start=top + 2):
        name = words.text(f"sheet.{subject.key}")
        xlsx.jump(xlsx.put(first, row, 1, name), name)
        _paragraph(first, row, words.text(f"lead.{subject.key}"), first=2, last=TEXT_SPAN)
    first.print_area = f"A1:{get_column_letter(TEXT_SPAN)}{first.max_row}"


def _undated(content: bytes) -> bytes:
    """The same workbook without the moment it was written, in its properties and in its archive."""
    buffer = io.BytesIO()
    date = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    old = zipfile.ZipFile(io.BytesIO(content))
    with old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + date, part)
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return buffer.getvalue()
