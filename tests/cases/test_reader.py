"""Reading: a workbook and a folder are the same case; what is no case is refused in one sentence."""

from __future__ import annotations

import csv
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cases import load_case
from cases.dictionary import ITEM_HEADINGS, dictionary
from tests.cases.broken import BREAKAGES, broken, write_workbook
from tests.cases_in_code import CaseInCode, library_case, reordered

HAND = load_case("hand")


def fingerprint(case: CaseInCode, folder: Path) -> str:
    loaded = load_case(case.write(folder))
    assert loaded.case is not None, [f.sentence() for f in loaded.findings]
    return loaded.case.fingerprint


@pytest.mark.parametrize("numbers", [True, False])
@pytest.mark.parametrize("name", ["hand", "mid"])
def test_a_workbook_and_a_folder_read_to_the_same_case(name: str, numbers: bool, tmp_path: Path) -> None:
    book = write_workbook(library_case(name), tmp_path / "case.xlsx", numbers=numbers)
    from_book, from_folder = load_case(book), load_case(name)
    assert from_book.case
    assert from_folder.case
    assert from_book.case.fingerprint == from_folder.case.fingerprint
    assert from_book.case.sources == from_folder.case.sources
    assert [f.code for f in from_book.findings] == [f.code for f in from_folder.findings]
    key = next(iter(from_folder.case.sources))
    cell = from_book.case.cell("sources", key, "site")
    assert cell is not None
    assert openpyxl.load_workbook(book)["sources"][cell.address].value == from_book.case.sources[key].site


@pytest.mark.parametrize("label", ["en", "zh"])
def test_tables_and_headings_may_stand_under_their_english_or_chinese_names(
    label: str, tmp_path: Path
) -> None:
    case = library_case("hand")
    named = CaseInCode({})
    for key, table in case.tables.items():
        spec = dictionary()[key]
        names = {c: getattr(spec.columns[c], label) for c in table.columns if c in spec.columns}
        if spec.layout == "items":
            names = {c: ITEM_HEADINGS[c][0 if label == "en" else 1] for c in table.columns}
        table.columns = [names[c] for c in table.columns]
        table.units = {names[c]: unit for c, unit in table.units.items()}
        table.rows = [{names[c]: value for c, value in row.items()} for row in table.rows]
        named.tables[getattr(spec, label)] = table
    assert HAND.case is not None
    folder = named.write(tmp_path / "case")
    for name in ("案例", "通用参数", "Case", "Factors"):
        if (folder / f"{name}.csv").exists():  # the writer gives every table it does not know a unit row
            lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
            (folder / f"{name}.csv").write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    loaded = load_case(folder)
    assert loaded.case is not None
    assert loaded.case.fingerprint == HAND.case.fingerprint


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    assert HAND.case is not None
    assert fingerprint(reordered(library_case("hand"), 7), tmp_path / "case") == HAND.case.fingerprint


def test_units_of_the_list_are_converted_once(tmp_path: Path) -> None:
    case = library_case("hand")
    case.tables["sources"].units["arising"] = "万吨/年"
    case.set("sources", "works_slag_cake", column="arising", to="20")
    case.set("sources", "works_gypsum", column="arising", to="4")
    case.tables["tariffs"].units["rate"] = "元/(t·km)"
    case.tables["modes"].units["co2"] = "g/（t·km）"
    case.set("modes", "road", column="co2", to="75")
    case.set("modes", "rail", column="co2", to="12")
    case.set("factors", "grid_co2", column="unit", to="kg/MWh")
    case.set("factors", "grid_co2", column="value", to="554.3")
    assert HAND.case is not None
    assert fingerprint(case, tmp_path / "case") == HAND.case.fingerprint


@pytest.mark.parametrize(
    ("text", "value"),
    [("１２００", 1200.0), ("1,200", 1200.0), ("1 200", 1200.0), ("1.2e3", 1200.0), (" 7 ", 7.0)],
)
def test_loosely_written_numbers_are_read_and_told(text: str, value: float, tmp_path: Path) -> None:
    case = library_case("hand")
    case.set("plants", "mill", column="capacity", to=text)
    case.set("demand", "city_market+portland+year", column="demand", to="5")
    loaded = load_case(case.write(tmp_path / "case"))
    assert loaded.case is not None
    assert loaded.case.plants["mill"].capacity == value
    told = [f.code for f in loaded.findings]
    assert told == ([] if text in ("1.2e3", " 7 ") else ["number_as_text"])


@pytest.mark.parametrize("text", ["1,2", "1.200,5", "12 t", "0x10", "1_000", "twelve", "--3", "12,34,56"])
def test_a_number_is_never_guessed(text: str, tmp_path: Path) -> None:
    case = library_case("hand")
    case.set("plants", "mill", column="capacity", to=text)
    assert [f.code for f in load_case(case.write(tmp_path / "case")).findings] == ["wrong_type_number"]


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-Infinity", "1e999"])
def test_what_is_not_finite_never_passes_the_door(text: str, tmp_path: Path) -> None:
    case = library_case("hand")
    case.set("plants", "mill", column="capacity", to=text)
    assert "not_finite" in {f.code for f in load_case(case.write(tmp_path / "case")).findings}


def test_blank_zero_unlimited_and_unknown_are_different_things(tmp_path: Path) -> None:
    case = library_case("hand")
    case.set("links", "highway", column="capacity", to="0")
    case.set("analyses", "slag_cake", column="k2o", to="")
    case.set("analyses", "marl", column="k2o", to="0")
    loaded = load_case(case.write(tmp_path / "case")).case
    assert loaded is not None
    assert loaded.links["highway"].capacity == 0.0
    assert loaded.links["railway"].capacity is None
    assert loaded.analyses["slag_cake"].k2o is None
    assert loaded.analyses["marl"].k2o == 0.0
    assert loaded.kiln_classes["dry_line"].retention_cl == 100.0  # a default, listed as such
    assert ("kiln_classes", "dry_line", "retention_cl") in {d[:3] for d in loaded.defaults_used}


def test_every_default_used_is_listed_with_unit_and_source() -> None:
    assert HAND.case is not None
    for default in HAND.case.defaults_used:
        assert default.value
        assert default.source
        assert default.column in dictionary()[default.table].columns
    assert ("factors", "heat_carbonate_cao", "heat_carbonate_cao", "3.18", "GJ/t") in {
        d[:5] for d in HAND.case.defaults_used
    }


def test_trace_elements_are_further_columns_of_the_analyses(tmp_path: Path) -> None:
    case = library_case("hand")
    case.add("elements", element="zn", name="Zinc", name_zh="锌", retention=90)
    table = case.tables["analyses"]
    table.columns.insert(3, "锌")
    table.units["锌"] = "%"
    case.row("analyses", "marl")["锌"] = "0.002"
    loaded = load_case(case.write(tmp_path / "case")).case
    assert loaded is not None
    assert loaded.analyses["marl"].traces == {"zn": 20.0}
    assert loaded.analyses["slag_cake"].traces == {"zn": None}


def test_comments_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    folder = library_case("hand").write(tmp_path / "case")
    text = (folder / "areas.csv").read_text()
    (folder / "areas.csv").write_text(
        "# areas of the case\n" + text + ",,,,,\n# the end,,,\n", encoding="utf-8-sig"
    )
    loaded = load_case(folder)
    assert loaded.case
    assert HAND.case
    assert loaded.case.fingerprint == HAND.case.fingerprint


def test_lines_are_those_an_editor_shows(tmp_path: Path) -> None:
    folder = library_case("hand").write(tmp_path / "case")
    lines = (folder / "areas.csv").read_text().splitlines()
    lines[2:] = ['one,"two', 'lines",,,,', "", "bad id,x,,,,"]
    (folder / "areas.csv").write_text("\n".join(lines) + "\n")
    found = [f for f in load_case(folder).findings if f.code == "bad_id"]
    assert str(found[0].cell) == "areas.csv:6 area"


def test_a_cell_of_a_workbook_shown_as_per_cent_is_read_as_per_cent(tmp_path: Path) -> None:
    path = write_workbook(library_case("hand"), tmp_path / "case.xlsx")
    book = openpyxl.load_workbook(path)
    cell = book["materials"]["K3"]
    assert book["materials"]["K1"].value == "moisture"
    cell.value, cell.number_format = 0.02, "0%"
    book.save(path)
    loaded = load_case(path)
    assert loaded.case is not None
    assert loaded.case.materials["marl"].moisture == pytest.approx(2.0)
    assert [(f.code, str(f.cell)) for f in loaded.findings] == [
        ("percent_as_number", "case.xlsx materials!K3")
    ]


def test_a_sheet_whose_stated_size_is_wrong_is_read_to_its_end(tmp_path: Path) -> None:
    path = write_workbook(library_case("hand"), tmp_path / "case.xlsx")
    lying = tmp_path / "lying.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lying, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                start, end = (
                    content.index(b"<dimension"),
                    content.index(b"/>", content.index(b"<dimension")) + 2,
                )
                content = content[:start] + b'<dimension ref="A1:B2"/>' + content[end:]
            new.writestr(name, content)
    loaded = load_case(lying)
    assert loaded.case
    assert HAND.case
    assert loaded.case.fingerprint == HAND.case.fingerprint


@pytest.mark.parametrize("code", sorted(set(BREAKAGES) - {"bad_change"}))
def test_what_cannot_be_read_is_told_within_seconds(code: str, tmp_path: Path) -> None:
    start = time.process_time()
    assert code in {f.code for f in broken(code, tmp_path).findings}
    assert time.process_time() - start < 5


@pytest.mark.slow
def test_a_workbook_with_a_million_empty_rows_is_refused_within_seconds(tmp_path: Path) -> None:
    path = write_workbook(library_case("hand"), tmp_path / "case.xlsx")
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(8, 1_000_008))
    full = tmp_path / "full.xlsx"
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(full, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet4.xml":
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            new.writestr(name, content)
    start = time.process_time()
    codes = {f.code for f in load_case(full).findings}
    assert codes == {"too_many_rows"}
    assert time.process_time() - start < 5


def test_damaged_workbooks_are_refused_without_a_traceback(tmp_path: Path) -> None:
    path = write_workbook(library_case("hand"), tmp_path / "case.xlsx")
    for number, part in enumerate(["xl/workbook.xml", "xl/worksheets/sheet3.xml", "xl/styles.xml"]):
        bad = tmp_path / f"bad{number}.xlsx"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name)[:200] if name == part else old.read(name))
        assert [f.code for f in load_case(bad).findings] == ["not_a_workbook"]


def test_three_thousand_rows_are_read_in_half_a_second(tmp_path: Path) -> None:
    case = library_case("hand")
    row = dict(case.row("sources", "works_slag_cake"))
    for number in range(3000):
        case.tables["sources"].rows.append({**row, "source_id": f"s{number}"})
    folder = case.write(tmp_path / "case")
    load_case(folder)
    start = time.process_time()
    loaded = load_case(folder)
    assert time.process_time() - start < 0.5
    assert loaded.case is not None
    assert len(loaded.case.sources) == 3004


def test_files_beside_the_tables_are_left_alone(tmp_path: Path) -> None:
    folder = library_case("hand").write(tmp_path / "case")
    (folder / "SOURCES.md").write_text("where it comes from")
    with (folder / "#notes.csv").open("w", newline="") as file:
        csv.writer(file).writerow(["anything"])
    assert list(load_case(folder).findings) == []
