"""The sheet helper: values stay values, exactly, whatever they look like."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cases.safe_text import Value, guarded, unguarded
from cases.xlsx import fit_widths, put, table_name, width_of


def read_back(value: Value, path: Path) -> tuple[object, str]:
    book = openpyxl.Workbook()
    put(book.worksheets[0], 1, 1, value)
    book.save(path)
    cell = openpyxl.load_workbook(path).worksheets[0]["A1"]
    return cell.value, cell.data_type


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd", "@SUM(A1)", "#N/A", "TRUE", "2022-01-01", "12"])
def test_text_stays_text(text: str, tmp_path: Path) -> None:
    assert read_back(text, tmp_path / "a.xlsx") == (text, "s")


@pytest.mark.parametrize("number", [0.1, 1 / 3, -294575852642.20215, 1e-300, 5, 0.0])
def test_numbers_keep_every_digit(number: float, tmp_path: Path) -> None:
    assert read_back(number, tmp_path / "a.xlsx") == (number, "n")


def test_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    assert read_back(None, tmp_path / "a.xlsx") == (None, "n")
    assert read_back("", tmp_path / "a.xlsx")[0] is None


@pytest.mark.parametrize("text", ["=1", "+x", "-x", "@x", "'=x", "''+x", "plain", "-", "-5", "'tis", "'", ""])
def test_a_guarded_text_is_found_again(text: str) -> None:
    assert unguarded(str(guarded(text))) == text
    assert not str(guarded(text)).startswith(("=", "+", "@"))


def test_chinese_takes_twice_the_width() -> None:
    assert width_of("ab\n水泥窑") == 6
    sheet = openpyxl.Workbook().worksheets[0]
    put(sheet, 1, 1, "水泥熟料生产线")
    fit_widths(sheet)
    assert sheet.column_dimensions["A"].width == pytest.approx(2 + 1.1 * 14)


def test_names_of_tables_are_plain() -> None:
    assert table_name("kiln feed") == "t_kiln_feed"
