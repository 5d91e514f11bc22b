"""The annotated copy: findings at their cells, a list that leads to them, the user's own file untouched."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cases import load_case
from cases.annotate import annotate, check_copy
from cases.template import write_workbook
from cases.writing import TargetError
from cases.xlsx import FILLS
from tests.cases_in_code import library_case


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("broken") / "case.xlsx"
    hand = load_case("hand").case
    assert hand is not None
    write_workbook(hand, path)
    book = openpyxl.load_workbook(path)
    book["Sources"]["L5"] = "dear"
    book["Sources"]["R5"] = "=1+1"
    book["Kiln classes"]["X4"] = 0.85
    book.remove(book["Markets"])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def copy(broken: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("copy") / "checked.xlsx"
    annotate(str(broken), load_case(broken).findings, path)
    return path


def test_cells_are_coloured_and_say_what_is_wrong(copy: Path) -> None:
    cell = openpyxl.load_workbook(copy)["Sources"]["L5"]
    assert cell.fill.start_color.rgb == FILLS["error"].start_color.rgb
    assert cell.comment is not None
    assert cell.comment.text.startswith('error: price of works_slag_cake is "dear", which is not a number')


def test_warnings_have_a_colour_of_their_own(copy: Path) -> None:
    cell = openpyxl.load_workbook(copy)["Kiln classes"]["X4"]
    assert cell.fill.start_color.rgb == FILLS["warning"].start_color.rgb


def test_a_note_of_the_users_stays_above_ours(broken: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(broken)
    book["Sources"]["L1"] = "prise"
    book.save(tmp_path / "case.xlsx")
    findings = load_case(tmp_path / "case.xlsx").findings
    annotate(str(tmp_path / "case.xlsx"), findings, tmp_path / "checked.xlsx")
    comment = openpyxl.load_workbook(tmp_path / "checked.xlsx")["Sources"]["L1"].comment
    assert comment is not None
    assert comment.text.index("Per wet tonne") < comment.text.index("did you mean price?")


def test_the_list_leads_to_the_cells(broken: Path, copy: Path) -> None:
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    findings = list(load_case(broken).findings)
    rows = list(sheet.iter_rows(min_row=5, max_row=4 + len(findings)))
    assert [row[6].value for row in rows] == [f.code for f in findings]
    assert [row[5].value for row in rows] == [f.sentence() for f in findings]
    links = {row[3].value: row[3].hyperlink.location for row in rows if row[3].hyperlink}
    assert links["L5"] == "'Sources'!L5"


def test_what_has_no_cell_stands_in_the_list_alone(copy: Path) -> None:
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    missing = next(row for row in sheet.iter_rows(min_row=5) if row[6].value == "missing_sheet")
    assert missing[3].hyperlink is None


def test_the_copy_reads_like_the_original(broken: Path, copy: Path) -> None:
    assert [f.code for f in load_case(copy).findings] == [f.code for f in load_case(broken).findings]


def test_a_folder_is_annotated_in_a_workbook(tmp_path: Path) -> None:
    case = library_case("hand")
    case.set("kilns", "kiln_east", column="lines", to="0")
    case.set("areas", "region", column="note", to="=1+1")
    folder = case.write(tmp_path / "case")
    annotate(str(folder), load_case(folder).findings, tmp_path / "checked.xlsx", language="zh")
    book = openpyxl.load_workbook(tmp_path / "checked.xlsx")
    column = next(cell.column for cell in book["kilns"][1] if cell.value == "lines")
    cell = book["kilns"].cell(4, column)
    assert cell.comment is not None
    assert cell.comment.text.startswith("错误：") or cell.comment.text.startswith("错误: ")
    assert [c.value for c in book["areas"][3] if c.data_type == "f"] == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [("30", 30.0), ("-2.5", -2.5), ("007", "007"), ("1" * 17, "1" * 17), ("--5", "--5"), ("٣", "٣")],
)
def test_only_what_reads_back_as_it_was_becomes_a_number(written: str, shown: object, tmp_path: Path) -> None:
    case = library_case("hand")
    case.set("areas", "region", column="note", to=written)
    folder = case.write(tmp_path / "case")
    annotate(str(folder), load_case(folder).findings, tmp_path / "checked.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "checked.xlsx")["areas"]
    column = next(cell.column for cell in sheet[1] if cell.value == "note")
    assert sheet.cell(3, column).value == shown


def test_the_case_itself_is_never_written(broken: Path) -> None:
    before = broken.read_bytes()
    with pytest.raises(TargetError) as refused:
        check_copy(str(broken), broken)
    assert refused.value.code == "cli.target.source"
    assert broken.read_bytes() == before


def test_an_existing_file_is_left_alone(broken: Path, copy: Path) -> None:
    before = copy.read_bytes()
    with pytest.raises(TargetError) as refused:
        annotate(str(broken), load_case(broken).findings, copy)
    assert refused.value.code == "cli.target.exists"
    assert copy.read_bytes() == before


def test_what_cannot_be_read_has_no_copy(tmp_path: Path) -> None:
    (tmp_path / "case.xlsx").write_text("no workbook at all")
    findings = load_case(tmp_path / "case.xlsx").findings
    with pytest.raises(TargetError) as refused:
        annotate(str(tmp_path / "case.xlsx"), findings, tmp_path / "checked.xlsx")
    assert refused.value.code == "cli.not_annotated"


def test_merged_cells_are_marked_at_the_first_of_them(broken: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(broken)
    book["Kilns"].merge_cells("D4:D5")
    book.save(tmp_path / "case.xlsx")
    findings = load_case(tmp_path / "case.xlsx").findings
    annotate(str(tmp_path / "case.xlsx"), findings, tmp_path / "checked.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "checked.xlsx")["Kilns"]["D4"]
    assert cell.comment is not None
    assert "merged" in cell.comment.text
