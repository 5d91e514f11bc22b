"""How a sheet of ours looks: values that never become formulas, headings, widths, frozen panes, printing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, cast

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from cases.safe_text import LONGEST, Value, clean

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

Kind = Literal[
    "heading", "unit", "label", "must", "default", "optional", "example", "error", "warning", "link"
]

TEXT_FORMAT = "@"
FACE = "Microsoft YaHei"
"""A face with Latin and Chinese glyphs on Windows; other systems put their own in its place."""
_COLOURS: dict[Kind, str] = {
    "heading": "1F3A4D", "unit": "DCE3E8", "label": "EEF2F5", "must": "FFF4D6", "default": "E3EFF9",
    "optional": "F7F7F4", "example": "F7F7F4", "error": "FFC7CE", "warning": "FFEB9C",
}  # fmt: skip
FONTS: dict[Kind, Font] = {
    "heading": Font(name=FACE, size=10, bold=True, color="FFFFFF"),
    "unit": Font(name=FACE, size=9, color="44546A"),
    "label": Font(name=FACE, size=9, bold=True, color="1F3A4D"),
    "example": Font(name=FACE, size=10, italic=True, color="7F7F7F"),
    "link": Font(name=FACE, size=10, underline="single", color="0563C1"),
}
PLAIN = Font(name=FACE, size=10)
TITLE = Font(name=FACE, size=16, bold=True, color="1F3A4D")
SUBTITLE = Font(name=FACE, size=12, bold=True, color="1F3A4D")
FILLS = {kind: PatternFill("solid", start_color=colour) for kind, colour in _COLOURS.items()}
_LINE = Border(bottom=Side(style="hair", color="BFC7CD"), right=Side(style="hair", color="BFC7CD"))
LEFT = Alignment(horizontal="left")
INDENTED = Alignment(horizontal="left", indent=1)
WRAPPED = Alignment(vertical="top", wrap_text=True)
_HEAD = Alignment(vertical="center", wrap_text=True)
_WIDEST, _NARROWEST, _PAGE_WIDTH = 46.0, 9.0, 180.0


def put(sheet: Worksheet, row: int, column: int, value: Value) -> Cell:
    """Write one value; text stays text whatever it begins with. Rows and columns count from 1."""
    cell = cast("Cell", sheet.cell(row, column))
    if isinstance(value, str):
        cell.value = clean(value)[:LONGEST]
        if cell.value:
            cell.data_type = "s"
            cell.number_format = TEXT_FORMAT
    elif isinstance(value, float) and float(f"{value:.16g}") != value:
        cell.value, cell.data_type = repr(value), "n"  # openpyxl would cut it to 16 digits
    else:
        cell.value = value
    cell.font = PLAIN
    return cell


def dress(cell: Cell, kind: Kind) -> None:
    """Give a cell the looks of its kind."""
    if kind in FILLS:
        cell.fill = FILLS[kind]
        cell.border = _LINE
    cell.font = FONTS.get(kind, PLAIN)
    if kind in ("heading", "unit", "label"):
        cell.alignment = _HEAD


def put_row(sheet: Worksheet, row: int, values: Iterable[Value], kind: Kind | None = None) -> None:
    """Write one row from column A on."""
    for column, value in enumerate(values, start=1):
        cell = put(sheet, row, column, value)
        if kind is not None:
            dress(cell, kind)


def paragraph(sheet: Worksheet, row: int, text: str, *, columns: int = 1, font: Font = PLAIN) -> None:
    """Write running text over several columns, high enough for its lines at the present widths."""
    cell = put(sheet, row, 1, text)
    cell.font, cell.alignment = font, WRAPPED
    if columns > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    letters = [get_column_letter(column) for column in range(1, columns + 1)]
    room = sum(sheet.column_dimensions[letter].width or _NARROWEST for letter in letters)
    lines = sum(max(1, -(-int(width_of(part)) // max(1, int(room)))) for part in text.split("\n"))
    sheet.row_dimensions[row].height = max(15.0, lines * (font.size or 10) * 1.5)


def note(cell: Cell | MergedCell, text: str) -> None:
    """Hang a note on a cell, its box big enough for its text."""
    box = Comment(clean(text), "Kilnflow")
    lines = sum(max(1, -(-int(width_of(part)) // 44)) for part in text.split("\n"))
    box.width, box.height = 320, 24 + 18 * lines
    cell.comment = box


def width_of(text: str) -> float:
    """Characters' width of the widest line: a Chinese character is as wide as two Latin ones."""
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines)


def fit_widths(sheet: Worksheet, *, first: int = 1, rows: int = 200, widest: float = _WIDEST) -> None:
    """Make columns as wide as their rows from `first` on ask for, within reason."""
    for cells in sheet.iter_cols(min_row=first, max_row=min(sheet.max_row, rows)):
        texts = [str(cell.value) for cell in cells if cell.value is not None]
        wanted = 2 + 1.1 * max(map(width_of, texts), default=0.0)
        letter = get_column_letter(cells[0].column or 1)
        sheet.column_dimensions[letter].width = min(widest, max(_NARROWEST, wanted))


def freeze(sheet: Worksheet, *, rows: int, columns: int = 0) -> None:
    """Keep the first rows and columns in sight."""
    sheet.freeze_panes = f"{get_column_letter(columns + 1)}{rows + 1}"


def as_table(sheet: Worksheet, name: str, *, top: int, bottom: int, columns: int) -> None:
    """A native table with filters whose heading is row `top`; `name` is unique within the workbook."""
    area = f"A{top}:{get_column_letter(columns)}{max(bottom, top + 1)}"
    table = Table(displayName=name, ref=area)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)


def print_setup(
    sheet: Worksheet, *, repeat: int, columns: int = 0, landscape: bool = True, remark: str = ""
) -> None:
    """A4, legible; `repeat` rows and first `columns` on every page, sheet name, remark and page below."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9
    width = sum(dimension.width for dimension in sheet.column_dimensions.values())
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = max(1, round(width / _PAGE_WIDTH)), 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if repeat:
        sheet.print_title_rows = f"1:{repeat}"
    if columns:
        sheet.print_title_cols = f"A:{get_column_letter(columns)}"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text="&A"),
        center=_HeaderFooterPart(text=remark or None),
        right=_HeaderFooterPart(text="&P / &N"),
    )
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.8, 0.4


def jump(cell: Cell, sheet_name: str, address: str = "A1") -> None:
    """Make a cell a link to a cell of this workbook."""
    quoted = sheet_name.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
    cell.font = FONTS["link"]


def table_name(text: str) -> str:
    """A name that a native table may have."""
    return "t_" + "".join(c if c.isalnum() or c == "_" else "_" for c in text)
