"""plan.xlsx as a planner opens it: values, tables, charts, frozen panes, print setup, in both languages."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cases.text import Language
from reports import write_reports
from reports.folder import read_run
from reports.words import Words
from tests.reports.run_folders import TODAY

ALWAYS = (
    "summary", "hauls", "lines", "raw_mix", "raw_materials", "fuels", "limits", "quality", "recipes",
    "ingredients", "waste", "sources", "transport", "links", "carbon", "carbon_kilns", "money", "money_items",
    "marginals", "marginals_all", "assumptions", "defaults", "inputs",
)  # fmt: skip
COMPARED = ("bridges", "today", "today_kilns")


@cache
def opened(folder: Path, language: Language = "en") -> Workbook:
    return load_workbook(write_reports(folder, language)[0])


def column(sheet: Worksheet, heading: str) -> list[object]:
    """Values below a heading, to the end of its table."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == heading:
                table = next(
                    t for t in sheet.tables.values() if cell.coordinate in heading_cells(sheet, t.ref)
                )
                last = sheet[table.ref][-1][0].row
                return [sheet.cell(r, cell.column).value for r in range(cell.row + 1, last + 1)]
    raise AssertionError(f"{sheet.title} has no column {heading}")


def heading_cells(sheet: Worksheet, area: str) -> set[str]:
    return {cell.coordinate for cell in sheet[area][0]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_run_without_today_has_every_other_sheet(plan_alone: Path, language: Language) -> None:
    words = Words(language)
    assert opened(plan_alone, language).sheetnames == [words.text(f"sheet.{key}") for key in ALWAYS]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_run_with_today_has_its_sheets_too(with_today: Path, language: Language) -> None:
    words = Words(language)
    names = opened(with_today, language).sheetnames
    assert {words.text(f"sheet.{key}") for key in (*ALWAYS, *COMPARED)} == set(names)


def test_nothing_is_a_formula_not_even_text_that_looks_like_one(with_today: Path) -> None:
    book = opened(with_today)
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert column(book["Assumptions"], "Whose") == ["=kiln_west"]


def test_every_exhibit_is_a_native_table_of_its_own_name(with_today: Path) -> None:
    book = opened(with_today)
    names = [name for sheet in book.worksheets for name in sheet.tables]
    assert len(names) == len(set(names))
    assert all(sheet.tables for sheet in book.worksheets)


def test_headings_of_a_table_are_unlike_one_another(with_today: Path) -> None:
    for sheet in opened(with_today).worksheets:
        for table in sheet.tables.values():
            heads = [cell.value for cell in sheet[table.ref][0]]
            assert len(heads) == len(set(heads)), (sheet.title, heads)


def test_charts_are_native_and_drawn_from_the_sheet(with_today: Path) -> None:
    charted = {sheet.title: len(sheet._charts) for sheet in opened(with_today).worksheets if sheet._charts}
    assert (charted.pop("From today to the plan"), charted.pop("Assumptions")) == (2, 2)
    assert charted == dict.fromkeys(("Lines", "Waste", "Transport", "CO2", "Money"), 1)


def test_heading_and_name_stay_in_sight_and_headings_repeat_in_print(plan_alone: Path) -> None:
    sheet = opened(plan_alone)["Lines"]
    assert sheet.freeze_panes == "C4"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$3", "$A:$B")


def test_a_table_to_look_things_up_in_prints_its_first_rows_and_says_so(
    plan_alone: Path, tmp_path: Path
) -> None:
    """301 hauls are one too many to print: 3 rows of heading and 60 of hauls, named in the footer."""
    folder = tmp_path / "long"
    shutil.copytree(plan_alone, folder)
    flows = folder / "tables" / "flows.csv"
    heading, first, *_ = flows.read_text(encoding="utf-8-sig").splitlines()
    flows.write_text("\n".join([heading, *[first] * 301, ""]), encoding="utf-8-sig")
    write_reports(folder, "en")
    sheet = opened(folder)["Hauls"]
    assert sheet.print_area.endswith("$63")
    assert sheet.oddFooter.center.text == "First 60 of 301 rows"
    assert opened(plan_alone)["Hauls"].oddFooter.center.text is None


def test_every_sheet_prints_lying_with_pages_side_by_side_where_it_is_wide(with_today: Path) -> None:
    book = opened(with_today)
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert (book["Money"].page_setup.fitToWidth, book["Hauls"].page_setup.fitToWidth) == (1, 2)


def test_the_summary_links_to_every_sheet(with_today: Path) -> None:
    book = opened(with_today)
    links = {c.hyperlink.location for row in book["Summary"].iter_rows() for c in row if c.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames}


def test_the_answer_stands_beside_today(with_today: Path) -> None:
    sheet = opened(with_today)["Summary"]
    plan = read_run(with_today).plan["totals"]["plan"]
    assert column(sheet, "Today")[0] == TODAY["co2_t"]
    assert column(sheet, "Plan")[0] == pytest.approx(plan["co2_t"])
    assert column(sheet, "Change")[0] == pytest.approx(plan["co2_t"] - TODAY["co2_t"])
    # a share changes in points: 42.3 - 25.0 %
    assert column(sheet, "Change")[3] == pytest.approx(100 * plan["rail_share"] - 25.0)
    assert column(sheet, "Change (%)")[3] is None


def test_levers_that_move_nothing_are_left_out_and_the_bridge_still_adds_up(with_today: Path) -> None:
    amounts = column(opened(with_today)["From today to the plan"], "Amount")
    assert len(amounts) == 4
    assert sum(amounts[:-1]) == pytest.approx(amounts[-1])


def test_trucks_and_wagons_follow_from_payload_and_days(plan_alone: Path) -> None:
    sheet = opened(plan_alone)["Hauls"]
    by_rail = column(sheet, "Way").index("road – West station – rail – East station – road")
    wet = column(sheet, "Wet mass (t)")[by_rail]
    assert column(sheet, "Trucks (per day)")[by_rail] == pytest.approx(wet / 32 / 365, abs=1e-3)
    assert column(sheet, "Wagons (per day)")[by_rail] == pytest.approx(wet / 70 / 365, abs=1e-3)


def test_all_hauls_are_told(plan_alone: Path) -> None:
    flows = read_run(plan_alone).tables["flows"]
    assert sum(column(opened(plan_alone)["Hauls"], "Wet mass (t)")) == pytest.approx(flows["wet_t"].sum())


def test_what_arises_is_used_elsewhere_used_by_cement_or_left(plan_alone: Path) -> None:
    sheet = opened(plan_alone)["Waste"]
    parts = [column(sheet, f"{name}, dry (t)") for name in ("Used elsewhere", "Used by cement", "Left")]
    assert column(sheet, "Arising, dry (t)") == pytest.approx([sum(row) for row in zip(*parts, strict=True)])


def test_both_money_totals_are_those_of_the_plan(plan_alone: Path) -> None:
    sheet = opened(plan_alone)["Money"]
    totals = read_run(plan_alone).plan["totals"]["plan"]
    assert 1000 * column(sheet, "In system cost (thousand CNY)")[-1] == pytest.approx(totals["cost_system"])
    sector = column(sheet, "In cement-sector cost (thousand CNY)")
    assert 1000 * sector[-1] == pytest.approx(totals["cost_cement_sector"])


def test_a_ratio_at_its_limit_says_so_in_words(plan_alone: Path) -> None:
    sheet = opened(plan_alone)["Quality"]
    told = zip(
        column(sheet, "Kiln (id)"), column(sheet, "Quality ratio"), column(sheet, "Status"), strict=True
    )
    assert ("kiln_west", "Lime saturation KH", "at the lower limit") in set(told)


def test_every_default_of_the_run_is_listed(plan_alone: Path) -> None:
    used = json.loads((plan_alone / "run.json").read_text(encoding="utf-8"))["defaults_used"]
    assert len(column(opened(plan_alone)["Defaults"], "Value")) == len(used)


def test_the_same_folder_gives_the_same_bytes(own_copy: Path) -> None:
    first = [path.read_bytes() for path in write_reports(own_copy)]
    assert [path.read_bytes() for path in write_reports(own_copy)] == first
