"""Ways a planner breaks a workbook: each one change of one good workbook, with what must be told and where.

The good workbook is the template as the program writes it, with its example rows. Slips are made in a copy
without its guide and without the tables of which it has no rows: half of the time of each goes with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl import Workbook

from cases import load_case
from cases.template import write_workbook

Change = Callable[[Workbook], None]
Told = tuple[str, str, str]
"""Code, sheet and cell; a cell by its heading and row, so that new columns shift nothing."""


@dataclass(frozen=True)
class Slip:
    """One change, and everything that is told of it."""

    change: Change
    told: Sequence[Told]
    case: str = "hand"


def good_workbook(name: str, path: Path) -> Path:
    """The workbook that slips start from."""
    case = load_case(name).case
    assert case is not None
    write_workbook(case, path, examples=True)
    return path


def short_workbook(good: Path, path: Path) -> Path:
    """A workbook of those sheets of the good one that hold rows."""
    book = openpyxl.load_workbook(good)
    for sheet in book.worksheets:
        if sheet.title.startswith("#") or sheet["A4"].value is None:
            book.remove(sheet)
    book.save(path)
    return path


def broken_workbook(good: Path, slip: Slip, path: Path) -> list[Told]:
    """Write the good workbook with one change made to it; what must be told, with the addresses of cells."""
    book = openpyxl.load_workbook(good)
    told = [(code, sheet, address(book, sheet, cell)) for code, sheet, cell in slip.told]
    slip.change(book)
    book.save(path)
    return told


def address(book: Workbook, sheet: str, cell: str) -> str:
    """`price 5` or `value grid_co2` as the address of a cell; addresses and rows as they are."""
    heading, _, row = cell.partition(" ")
    if not row:
        return cell
    column = next(c.column_letter for c in book[sheet][1] if c.value == heading)
    line = row if row.isdigit() else next(c.row for c in book[sheet]["A"] if c.value == row)
    return f"{column}{line}"


def _typed(sheet: str, cell: str, value: object, code: str) -> Slip:
    """One cell typed over; the finding is about this cell."""
    return Slip(_set(sheet, cell, value), [(code, sheet, cell)])


def _elsewhere(sheet: str, cell: str, value: object, *told: Told) -> Slip:
    """One cell typed over; told at other cells, or not at all."""
    return Slip(_set(sheet, cell, value), told)


def _set(sheet: str, cell: str, value: object) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][address(book, sheet, cell)] = value

    return change


def _shown(sheet: str, cell: str, value: float, number_format: str) -> Change:
    def change(book: Workbook) -> None:
        place = book[sheet][address(book, sheet, cell)]
        place.value, place.number_format = value, number_format

    return change


def _rows(sheet: str, at: int, *, insert: Sequence[object] | None = None) -> Change:
    """A row deleted, or one inserted with these values."""

    def change(book: Workbook) -> None:
        if insert is None:
            book[sheet].delete_rows(at)
            return
        book[sheet].insert_rows(at)
        for column, value in enumerate(insert, start=1):
            book[sheet].cell(at, column, value)

    return change


def _without_column(sheet: str, cell: str) -> Change:
    return lambda book: book[sheet].delete_cols(book[sheet][address(book, sheet, cell)].column)


def _without_sheet(sheet: str) -> Change:
    return lambda book: book.remove(book[sheet])


def _renamed(old: str, new: str) -> Change:
    def change(book: Workbook) -> None:
        book[old].title = new

    return change


def _copied(sheet: str, new: str) -> Change:
    def change(book: Workbook) -> None:
        book.copy_worksheet(book[sheet]).title = new

    return change


def _merged(sheet: str, first: str, last: str) -> Change:
    def change(book: Workbook) -> None:
        book[sheet].merge_cells(f"{address(book, sheet, first)}:{address(book, sheet, last)}")

    return change


def _emptied(sheet: str) -> Change:
    def change(book: Workbook) -> None:
        book[sheet].delete_rows(4, 100)

    return change


def _copied_row(sheet: str, row: int, to: int) -> Change:
    def change(book: Workbook) -> None:
        for cell in book[sheet][row]:
            book[sheet].cell(to, cell.column, cell.value)

    return change


def _hidden_heading(book: Workbook) -> None:
    book["Kilns"].insert_rows(1)
    book["Kilns"]["A1"] = "Kilns of the region, state of spring"
    book["Kilns"].row_dimensions[1].hidden = True


def _error(sheet: str, cell: str, text: str) -> Change:
    def change(book: Workbook) -> None:
        place = book[sheet][address(book, sheet, cell)]
        place.value, place.data_type = text, "e"

    return change


SLIPS: dict[str, Slip] = {
    # a cell
    "word in a number cell": _typed("Sources", "arising 5", "plenty", "wrong_type_number"),
    "unit typed behind the number": _typed("Sources", "arising 5", "200 kt", "wrong_type_number"),
    "decimal comma": _typed("Materials", "moisture 5", "10,5", "wrong_type_number"),
    "thousands mark": _typed("Sources", "price 6", "1,480", "number_as_text"),
    "full-width digits": _typed("Sources", "arising 5", "２００", "number_as_text"),
    "per cent sign typed": _typed("Materials", "moisture 5", "10%", "percent_as_number"),
    "cell shown as per cent": Slip(
        _shown("Materials", "moisture 5", 0.1, "0%"), [("percent_as_number", "Materials", "moisture 5")]
    ),
    "fraction typed for a per cent": _typed("Kiln classes", "min_load 4", 0.85, "fraction_for_percent"),
    "date where a number belongs": _typed("Sources", "price 5", dt.datetime(2022, 3, 8), "date_as_number"),
    "tick where a number belongs": _typed("Kilns", "capacity 4", True, "wrong_type_number"),
    "error value": Slip(_error("Sources", "arising 5", "#N/A"), [("error_cell", "Sources", "arising 5")]),
    "formula never calculated": _typed("Sources", "price 5", "=3+5", "uncalculated_formula"),
    "number left out": _typed("Sources", "price 5", None, "blank_required"),
    "item left out": _typed("Factors", "value grid_co2", None, "blank_required"),
    "infinite": _typed("Sources", "arising 5", "∞", "not_finite"),
    "negative capacity": _typed("Grinding plants", "capacity 4", -600, "too_low"),
    "negative length": _typed("Links", "length 4", -200, "out_of_range"),
    "less than no line": _typed("Kilns", "lines 4", -1, "out_of_range"),
    "half a line": _typed("Kilns", "lines 4", 1.5, "wrong_type_integer"),
    "moisture above what water can be": _typed("Materials", "moisture 5", 110, "out_of_range"),
    "tonnes a year for tonnes a day": _typed("Kilns", "capacity 4", 300_000, "out_of_range"),
    "neither yes nor no": _typed("Materials", "raw 4", "maybe", "wrong_type_flag"),
    "word not among the choices": _typed("Places", "kind 6", "railway station", "unknown_choice"),
    "30 February": _typed("Stop windows", "start 4", "02-30", "wrong_type_date"),
    "date with its year": _typed("Stop windows", "start 4", "2022/11/01", "wrong_type_date"),
    "id with a blank in it": Slip(
        _set("Places", "place 4", "town west"),
        [
            ("bad_id", "Places", "place 4"),
            *[
                ("unknown_name", sheet, cell)
                for sheet, cell in (
                    ("Links", "from_place 4"),
                    ("Last-mile connections", "place 4"),
                    ("Last-mile connections", "place 7"),
                )
            ],
        ],
    ),
    "id written in another way": _typed("Sources", "site 5", "Works", "unknown_name"),
    "id with a typing error": _typed("Kilns", "class 4", "dry_lin", "unknown_name"),
    "id of another table": _typed("Sources", "site 5", "town_west", "unknown_name"),
    "id in a list misspelt": _typed("Recipe ranges", "constituents 5", "gypsum;slagg", "unknown_name"),
    "item misspelt": Slip(
        _set("Factors", "item grid_co2", "grid_co2_factor"),
        [("missing_item", "Factors", ""), ("unknown_item_row", "Factors", "item grid_co2")],
    ),
    "metric misspelt": _typed("Limits", "metric 5", "silica_modulous", "unknown_metric"),
    "blanks behind an id": _elsewhere("Sources", "site 5", "works  "),
    "label in another tongue": _elsewhere("Sources", "material 3", "物料"),
    "unit of another dimension": _typed("Sources", "arising 2", "t", "unit_other_dimension"),
    "unit that does not exist": _typed("Sources", "arising 2", "kt/anno", "unit_unknown"),
    "unit deleted": _typed("Sources", "arising 2", None, "unit_missing"),
    "unit of an item of another dimension": _typed(
        "Factors", "unit grid_co2", "kg/t", "unit_other_dimension"
    ),
    # headings, rows, columns, sheets
    "heading renamed": _typed("Sources", "price 1", "prices", "unknown_column"),
    "heading deleted": Slip(_set("Kilns", "company 1", None), [("heading_blank", "Kilns", "company 1")]),
    "heading twice": _typed("Sources", "disposal_cost 1", "Price", "duplicate_column"),
    "column deleted": Slip(_without_column("Kilns", "capacity 1"), [("missing_column", "Kilns", "1")]),
    "column of notes without a mark": _typed("Kilns", "AZ1", "my remark", "unknown_column"),
    "title above the headings": Slip(
        _rows("Sources", 1, insert=["Sources of the region"]),
        [("headings_missing", "Sources", "source_id 1")],
    ),
    "hidden row above the headings": Slip(_hidden_heading, [("headings_missing", "Kilns", "kiln 1")]),
    "unit row deleted": Slip(_rows("Sources", 2), [("missing_unit_row", "Sources", "3")]),
    "mark of the label row deleted": Slip(
        _set("Kilns", "kiln 3", "Kiln"), [("label_row_unmarked", "Kilns", "kiln 3")]
    ),
    "row of a place deleted": Slip(
        _rows("Places", 6),
        [
            ("unknown_name", "Links", "from_place 5"),
            ("unknown_name", "Transfers", "place 4"),
            ("unknown_name", "Last-mile connections", "place 5"),
            ("unknown_name", "Last-mile connections", "place 8"),
        ],
    ),
    "row of an analysis deleted": Slip(_rows("Analyses", 5), [("unknown_name", "Materials", "analysis 5")]),
    "limit deleted": Slip(_rows("Limits", 8), [("clinker_limit_missing", "Kiln classes", "limit_set 4")]),
    "row copied": Slip(_copied_row("Kilns", 5, 6), [("duplicate_key", "Kilns", "kiln 6")]),
    "sum below the rows": Slip(
        _rows("Demand", 5, insert=["Total", None, None, 400]),
        [
            ("blank_required", "Demand", "product 5"),
            ("blank_required", "Demand", "period 5"),
            ("unknown_name", "Demand", "market 5"),
        ],
    ),
    "cells merged": Slip(
        _merged("Kilns", "company 4", "company 5"), [("merged_cells", "Kilns", "company 4")]
    ),
    "headings merged": Slip(
        _merged("Sources", "arising 1", "used_elsewhere 1"), [("merged_cells", "Sources", "arising 1")]
    ),
    "all rows deleted": Slip(_emptied("Markets"), [("no_rows", "Markets", "market 4")]),
    "sheet deleted": Slip(_without_sheet("Markets"), [("missing_sheet", "", "")]),
    "sheet renamed": Slip(_renamed("Kilns", "Kilns 2023"), [("renamed_sheet", "Kilns 2023", "")]),
    "sheet copied": Slip(
        _copied("Goods groups", "Goods groups (2)"), [("unknown_sheet", "Goods groups (2)", "")]
    ),
    "sheet twice under two names": Slip(_copied("Sites", "场址"), [("duplicate_sheet", "场址", "")]),
    # what does not fit together
    "demand above what kilns and mills can make": Slip(
        _set("Demand", "demand 4", 5000),
        [("demand_above_clinker", "Demand", "demand 4"), ("demand_above_mills", "Demand", "demand 4")],
    ),
    "analysis not closing": _elsewhere("Analyses", "sio2 4", 9, ("analysis_short", "Analyses", "loi 4")),
    "more CO2 than the carbonates can hold": Slip(
        _set("Analyses", "co2 5", 44),
        [("loss_below_co2", "Analyses", "loi 5"), ("co2_above_carbonates", "Analyses", "co2 5")],
    ),
    "loss on ignition forgotten": Slip(
        _set("Analyses", "loi 4", 0),
        [
            ("analysis_short", "Analyses", "loi 4"),
            ("loss_below_co2", "Analyses", "loi 4"),
            ("base_heat_odd", "Kiln classes", "specific_heat 4"),
        ],
    ),
    "supply that no kiln may take": Slip(
        _set("Materials", "permit 5", "yes"), [("supply_without_taker", "Sources", "material 5")]
    ),
    "more taken than arises": _elsewhere(
        "Sources", "used_elsewhere 5", 900, ("taken_above_arising", "Sources", "arising 5")
    ),
    "waste without an amount": _typed("Sources", "arising 5", None, "waste_without_arising"),
    "lower limit above the upper": _elsewhere(
        "Limits", "lower 4", 0.99, ("lower_above_upper", "Limits", "lower 4")
    ),
    "decimal point of a site shifted, so that nothing reaches its kiln": Slip(
        _set("Sites", "lat 4", 4.3166789),
        [("unreachable_site", "Sites", "site 4"), ("not_measured", "Materials", "analysis 4")],
        case="mid",
    ),
    "strength that no cement reaches": _typed("Products", "strength_min 4", 62, "strength_out_of_reach"),
    "fuel without a price of carbon": _typed("Fuels", "co2 4", None, "blank_required"),
    "ash without an analysis": _typed("Fuels", "ash_analysis 4", None, "ash_without_analysis"),
    "link from a place to itself": _typed("Links", "to_place 4", "town_west", "link_to_itself"),
    "import priced without its CO2": _elsewhere(
        "Demand", "import_price 4", 400, ("import_without_co2", "Demand", "import_co2 4")
    ),
    "reference mix short of 100": _typed("Reference mixes", "share 4", 90, "mix_not_100"),
}
