"""Ways a planner breaks a workbook: each one change of one good workbook, with what must be told and where.

The good workbook is the template as the program writes it, with its example rows.
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
"""Code, sheet and cell."""


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


def broken_workbook(good: Path, slip: Slip, path: Path) -> Path:
    """The good workbook with one change made to it."""
    book = openpyxl.load_workbook(good)
    slip.change(book)
    book.save(path)
    return path


def _typed(sheet: str, cell: str, value: object, code: str) -> Slip:
    """One cell typed over; the finding is about this cell."""
    return Slip(_set(sheet, cell, value), [(code, sheet, cell)])


def _elsewhere(sheet: str, cell: str, value: object, *told: Told) -> Slip:
    """One cell typed over; told at other cells, or not at all."""
    return Slip(_set(sheet, cell, value), told)


def _set(sheet: str, cell: str, value: object) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def _shown(sheet: str, cell: str, value: float, number_format: str) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value
        book[sheet][cell].number_format = number_format

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


def _without_column(sheet: str, column: int) -> Change:
    return lambda book: book[sheet].delete_cols(column)


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


def _merged(sheet: str, cells: str) -> Change:
    return lambda book: book[sheet].merge_cells(cells)


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
        book[sheet][cell] = text
        book[sheet][cell].data_type = "e"

    return change


SLIPS: dict[str, Slip] = {
    # a cell
    "word in a number cell": _typed("Sources", "H5", "plenty", "wrong_type_number"),
    "unit typed behind the number": _typed("Sources", "H5", "200 kt", "wrong_type_number"),
    "decimal comma": _typed("Materials", "K5", "10,5", "wrong_type_number"),
    "thousands mark": _typed("Sources", "L6", "1,480", "number_as_text"),
    "full-width digits": _typed("Sources", "H5", "２００", "number_as_text"),
    "per cent sign typed": _typed("Materials", "K5", "10%", "percent_as_number"),
    "cell shown as per cent": Slip(
        _shown("Materials", "K5", 0.1, "0%"), [("percent_as_number", "Materials", "K5")]
    ),
    "fraction typed for a per cent": _typed("Kiln classes", "X4", 0.85, "fraction_for_percent"),
    "date where a number belongs": _typed("Sources", "L5", dt.datetime(2022, 3, 8), "date_as_number"),
    "tick where a number belongs": _typed("Kilns", "I4", True, "wrong_type_number"),
    "error value": Slip(_error("Sources", "H5", "#N/A"), [("error_cell", "Sources", "H5")]),
    "formula never calculated": _typed("Sources", "L5", "=3+5", "uncalculated_formula"),
    "number left out": _typed("Sources", "L5", None, "blank_required"),
    "item left out": _typed("Factors", "C11", None, "blank_required"),
    "infinite": _typed("Sources", "H5", "∞", "not_finite"),
    "negative capacity": _typed("Grinding plants", "F4", -600, "too_low"),
    "negative length": _typed("Links", "E4", -200, "out_of_range"),
    "no lines": _typed("Kilns", "H4", 0, "out_of_range"),
    "half a line": _typed("Kilns", "H4", 1.5, "wrong_type_integer"),
    "moisture above what water can be": _typed("Materials", "K5", 110, "out_of_range"),
    "tonnes a year for tonnes a day": _typed("Kilns", "I4", 300_000, "out_of_range"),
    "neither yes nor no": _typed("Materials", "F4", "maybe", "wrong_type_flag"),
    "word not among the choices": _typed("Places", "D6", "railway station", "unknown_choice"),
    "30 February": _typed("Stop windows", "C4", "02-30", "wrong_type_date"),
    "date with its year": _typed("Stop windows", "C4", "2022/11/01", "wrong_type_date"),
    "id with a blank in it": Slip(
        _set("Places", "A4", "town west"),
        [
            ("bad_id", "Places", "A4"),
            *[("unknown_name", sheet, cell) for sheet, cell in (
                ("Links", "B4"), ("Last-mile connections", "C4"), ("Last-mile connections", "C7"))],
        ],
    ),
    "id written in another way": _typed("Sources", "D5", "Works", "unknown_name"),
    "id with a typing error": _typed("Kilns", "F4", "dry_lin", "unknown_name"),
    "id of another table": _typed("Sources", "D5", "town_west", "unknown_name"),
    "id in a list misspelt": _typed("Recipe ranges", "C5", "gypsum;slagg", "unknown_name"),
    "item misspelt": Slip(
        _set("Factors", "A11", "grid_co2_factor"),
        [("missing_item", "Factors", ""), ("unknown_item_row", "Factors", "A11")],
    ),
    "metric misspelt": _typed("Limits", "B5", "silica_modulous", "unknown_metric"),
    "blanks behind an id": _elsewhere("Sources", "D5", "works  "),
    "label in another tongue": _elsewhere("Sources", "E3", "物料"),
    "unit of another dimension": _typed("Sources", "H2", "t", "unit_other_dimension"),
    "unit that does not exist": _typed("Sources", "H2", "kt/anno", "unit_unknown"),
    "unit deleted": _typed("Sources", "H2", None, "unit_missing"),
    "unit of an item of another dimension": _typed("Factors", "D11", "kg/t", "unit_other_dimension"),
    # headings, rows, columns, sheets
    "heading renamed": _typed("Sources", "L1", "prices", "unknown_column"),
    "heading deleted": Slip(
        _set("Kilns", "D1", None), [("heading_blank", "Kilns", "D1")]
    ),
    "heading twice": _typed("Sources", "M1", "Price", "duplicate_column"),
    "column deleted": Slip(_without_column("Kilns", 9), [("missing_column", "Kilns", "1")]),
    "column of notes without a mark": _typed("Kilns", "Q1", "my remark", "unknown_column"),
    "title above the headings": Slip(
        _rows("Sources", 1, insert=["Sources of the region"]), [("headings_missing", "Sources", "A1")]
    ),
    "hidden row above the headings": Slip(_hidden_heading, [("headings_missing", "Kilns", "A1")]),
    "unit row deleted": Slip(_rows("Sources", 2), [("missing_unit_row", "Sources", "3")]),
    "mark of the label row deleted": Slip(
        _set("Kilns", "A3", "Kiln"), [("label_row_unmarked", "Kilns", "A3")]
    ),
    "row of a place deleted": Slip(
        _rows("Places", 6),
        [
            ("unknown_name", "Links", "B5"),
            ("unknown_name", "Transfers", "B4"),
            ("unknown_name", "Last-mile connections", "C5"),
            ("unknown_name", "Last-mile connections", "C8"),
        ],
    ),
    "row of an analysis deleted": Slip(_rows("Analyses", 5), [("unknown_name", "Materials", "J5")]),
    "limit deleted": Slip(_rows("Limits", 8), [("clinker_limit_missing", "Kiln classes", "AB4")]),
    "row copied": Slip(_copied_row("Kilns", 5, 6), [("duplicate_key", "Kilns", "A6")]),
    "sum below the rows": Slip(
        _rows("Demand", 5, insert=["Total", None, None, 400]),
        [
            ("blank_required", "Demand", "B5"), ("blank_required", "Demand", "C5"),
            ("unknown_name", "Demand", "A5"),
        ],
    ),
    "cells merged": Slip(_merged("Kilns", "D4:D5"), [("merged_cells", "Kilns", "D4")]),
    "headings merged": Slip(_merged("Sources", "H1:I1"), [("merged_cells", "Sources", "H1")]),
    "all rows deleted": Slip(_emptied("Markets"), [("no_rows", "Markets", "A4")]),
    "sheet deleted": Slip(_without_sheet("Markets"), [("missing_sheet", "", "")]),
    "sheet renamed": Slip(_renamed("Kilns", "Kilns 2023"), [("renamed_sheet", "Kilns 2023", "")]),
    "sheet copied": Slip(_copied("Kilns", "Kilns (2)"), [("unknown_sheet", "Kilns (2)", "")]),
    "sheet twice under two names": Slip(_copied("Sites", "场址"), [("duplicate_sheet", "场址", "")]),
    # what does not fit together
    "demand above what kilns and mills can make": Slip(
        _set("Demand", "D4", 5000),
        [("demand_above_clinker", "Demand", "D4"), ("demand_above_mills", "Demand", "D4")],
    ),
    "analysis not closing": _elsewhere("Analyses", "F4", 9, ("analysis_short", "Analyses", "B4")),
    "more CO2 than the carbonates can hold": Slip(
        _set("Analyses", "C5", 44),
        [("loss_below_co2", "Analyses", "B5"), ("co2_above_carbonates", "Analyses", "C5")],
    ),
    "loss on ignition forgotten": Slip(
        _set("Analyses", "B4", 0),
        [
            ("analysis_short", "Analyses", "B4"), ("loss_below_co2", "Analyses", "B4"),
            ("base_heat_odd", "Kiln classes", "D4"),
        ],
    ),
    "supply that no kiln may take": Slip(
        _set("Materials", "S5", "yes"), [("supply_without_taker", "Sources", "E5")]
    ),
    "more taken than arises": _elsewhere(
        "Sources", "I5", 900, ("taken_above_arising", "Sources", "H5")
    ),
    "waste without an amount": _typed("Sources", "H5", None, "waste_without_arising"),
    "lower limit above the upper": _elsewhere(
        "Limits", "C4", 0.99, ("lower_above_upper", "Limits", "C4")
    ),
    "decimal point of a site shifted, so that nothing reaches its kiln": Slip(
        _set("Sites", "E4", 4.3166789),
        [("unreachable_site", "Sites", "A4"), ("not_measured", "Materials", "J4")], case="mid",
    ),
    "strength that no cement reaches": _typed("Products", "F4", 62, "strength_out_of_reach"),
    "fuel without a price of carbon": _typed("Fuels", "G4", None, "blank_required"),
    "ash without an analysis": _typed("Fuels", "D4", None, "ash_without_analysis"),
    "link from a place to itself": _typed("Links", "C4", "town_west", "link_to_itself"),
    "import priced without its CO2": _elsewhere(
        "Demand", "E4", 400, ("import_without_co2", "Demand", "F4")
    ),
    "reference mix short of 100": _typed("Reference mixes", "C4", 90, "mix_not_100"),
}  # fmt: skip
