"""The template: every table of the dictionary, explained, with lists to choose from, runnable as it comes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cases import load_case
from cases.dictionary import dictionary
from cases.projects import effects
from cases.template import sheet_titles, write_workbook
from cases.text import LANGUAGES, Language, translated
from cases.units import factor_between, units_like
from tests.cases.test_convert import content
from tests.cases_in_code import library_case
from tests.investments import with_project

HAND = load_case("hand").case


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("templates")
    assert HAND is not None
    for language in LANGUAGES:
        write_workbook(HAND, folder / f"{language}.xlsx", language=language, examples=True)
    return {language: folder / f"{language}.xlsx" for language in LANGUAGES}


@pytest.fixture(scope="module")
def english(books: dict[str, Path]) -> Workbook:
    return openpyxl.load_workbook(books["en"])


def rules(sheet: Worksheet, cell: str) -> list[str]:
    """Sources of the lists offered at a cell."""
    found = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    return [str(rule.formula1) for rule in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_a_good_case_as_it_comes(language: Language, books: dict[str, Path]) -> None:
    loaded = load_case(books[language])
    assert HAND is not None
    assert list(loaded.findings) == []
    assert loaded.case is not None
    assert content(loaded.case) == content(HAND)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_its_sheet_behind_the_guide(language: Language, books: dict[str, Path]) -> None:
    names = openpyxl.load_workbook(books[language], read_only=True).sheetnames
    assert names[0].startswith("#")
    assert names[1:-1] == list(sheet_titles(language).values())


def test_keys_units_and_labels_stand_in_three_rows(english: Workbook) -> None:
    sheet = english["Links"]
    assert [sheet[cell].value for cell in ("A1", "E1", "H1")] == ["link", "length", "capacity"]
    assert [sheet[cell].value for cell in ("A2", "E2", "H2")] == ["-", "km", "kt/a"]
    assert [sheet[cell].value for cell in ("A3", "E3", "H3")] == ["# Link", "Length", "Capacity"]


def test_every_heading_says_what_it_means(english: Workbook) -> None:
    for table in dictionary().values():
        sheet = english[table.en]
        noted = [cell for cell in (sheet[1] if table.layout == "rows" else sheet["A"]) if cell.comment]
        assert [cell.value for cell in noted] == list(table.columns)


def test_a_note_tells_unit_range_blank_and_default_with_its_source(english: Workbook) -> None:
    note = english["Kiln classes"]["J1"].comment
    assert note is not None
    assert note.text == (
        "Ash retained: Share of fuel ash that enters the clinker\n"
        "Unit: %; another unit of its kind may be chosen in row 2 and is converted.\n"
        "Allowed: 50 to 100 %.\n"
        "Empty: 100 % is taken and listed as a default "
        "(common figure of practice: 90-100 %, all with precalciner and bag filter return)."
    )


@pytest.mark.parametrize(
    ("sheet", "cell", "source"),
    [
        ("Places", "D9", '"town,station,junction"'),
        ("Materials", "D9", '"yes,no"'),
        ("Sources", "D9", "=ids_sites"),
        ("Kilns", "F9", "=ids_kiln_classes"),
        ("Sites", "J9", '"reported,derived,assumed"'),
        ("Case", "C10", '"cost,co2,priced,cap"'),
    ],
)
def test_lists_are_offered(english: Workbook, sheet: str, cell: str, source: str) -> None:
    assert rules(english[sheet], cell) in ([source], [source.replace("=", "")])


def test_every_effect_of_a_project_is_offered(english: Workbook) -> None:
    assert rules(english["Project effects"], "B4") == ["=words_effect"]
    sheet, area = next(iter(english.defined_names["words_effect"].destinations))
    offered = [cell.value for row in english[sheet][area] for cell in row]
    assert offered == list(effects())


def test_projects_survive_the_workbook(tmp_path: Path) -> None:
    made = with_project(
        library_case("hand"), "p", ("heat", "kiln_east", -0.2), earliest=2025, kind="retrofit"
    )
    made.add("project_relations", project="p", other="q", relation="excludes", active="no")
    made = with_project(made, "q", ("mill_capacity", "mill", 50), units=3, capital_cost=1000)
    case = load_case(made.write(tmp_path / "case")).case
    assert case is not None
    write_workbook(case, tmp_path / "case.xlsx", language="zh")
    again = load_case(tmp_path / "case.xlsx").case
    assert again is not None
    assert content(again) == content(case)


def test_ids_offered_are_those_of_the_other_sheet(english: Workbook) -> None:
    assert english.defined_names["ids_sites"].attr_text == (
        "'Sites'!$A$4:INDEX('Sites'!$A$4:$A$5000,MAX(1,COUNTA('Sites'!$A$4:$A$5000)))"
    )


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [("kt/a", "万t/a"), ("CNY/t", "元/t"), ("GJ/t", "tce/t"), ("kg/(t·km)", "kgCO2/(t·km)"), ("%", "mg/kg")],
)
def test_units_of_the_trade_are_on_the_lists(english: Workbook, unit: str, wanted: str) -> None:
    lists = english["# lists"]
    column = next(cell.column for cell in lists[1] if cell.value == f"# {unit}")
    offered = [row[column - 1].value for row in lists.iter_rows(min_row=2) if row[column - 1].value]
    assert offered[0] == unit
    assert wanted in offered


def test_every_unit_offered_can_be_read() -> None:
    units = {c.unit for t in dictionary().values() for c in t.columns.values() if c.unit}
    assert all(isinstance(factor_between(other, unit), float) for unit in units for other in units_like(unit))


def test_a_unit_chosen_from_the_list_is_converted(books: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(books["zh"])
    sheet = book["来源"]
    sheet["H2"] = "万t/a"
    sheet["H5"], sheet["H7"] = 20, 4  # of 200 and 40 kt/a
    book.save(tmp_path / "case.xlsx")
    again = load_case(tmp_path / "case.xlsx").case
    assert again is not None
    assert HAND is not None
    assert again.fingerprint == HAND.fingerprint


def test_examples_are_marked_as_such_and_real_cases_are_not(english: Workbook, tmp_path: Path) -> None:
    sheet = english["Kilns"]
    assert "example: overwrite or delete this row" in [cell.value for cell in sheet[4]]
    assert HAND is not None
    write_workbook(HAND, tmp_path / "own.xlsx")
    own = openpyxl.load_workbook(tmp_path / "own.xlsx")["Kilns"]
    assert [cell.value for cell in own[1] if cell.value and str(cell.value).startswith("#")] == []


def test_a_csv_file_may_carry_the_label_row_too(tmp_path: Path) -> None:
    from tests.cases_in_code import library_case

    folder = library_case("hand").write(tmp_path / "case")
    lines = (folder / "areas.csv").read_text(encoding="utf-8").splitlines()
    lines.insert(2, "# 区域,名称,中文名,数据来源,可信度,备注")
    (folder / "areas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    loaded = load_case(folder)
    assert HAND is not None
    assert loaded.case is not None
    assert loaded.case.fingerprint == HAND.fingerprint


def test_everything_the_dictionary_says_has_its_chinese() -> None:
    columns = [c for t in dictionary().values() for c in t.columns.values()]
    texts = {text for c in columns for text in (c.meaning, c.source) if text}
    texts |= {t.meaning for t in dictionary().values()}
    assert [text for text in sorted(texts) if translated(text, "zh") == text] == []
