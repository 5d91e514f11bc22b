"""Studies read from TOML and from workbooks: the points they ask for, and all that is wrong at once."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import cases
from cases import Findings
from cases.convert import save_workbook
from cases.text import catalogue
from optimizer.study.points import Part, Point
from optimizer.study.reading import ReadStudy, Study, read_study
from tests.cases_in_code import CaseInCode, TableInCode, library_case
from tests.optimizer.study.by_hand import led, plan

SCENARIOS = [
    ("dear", "1", "sources", "works_coal", "price", "multiply", "2"),
    ("clean_grid", "1", "factors", "grid_co2", "value", "set", "0.3"),
    ("local", "1", "materials", "*", "reach_km", "set", "50"),
]


def case_with_scenarios() -> CaseInCode:
    case = library_case("hand")
    names = ("scenario", "change", "table", "row", "column", "action", "value")
    rows = [dict(zip(names, row, strict=True)) for row in SCENARIOS]
    case.tables["scenarios"] = TableInCode(list(names), {}, rows)
    return case


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return case_with_scenarios().write(tmp_path_factory.mktemp("study") / "case")


def read(folder: Path, path: Path, seed: int | None = None) -> ReadStudy:
    raw = cases.read_case(folder)
    case = cases.load_case(raw).case
    assert case is not None
    return read_study(path, case, raw, seed=seed)


def of_toml(folder: Path, tmp_path: Path, text: str, seed: int | None = None) -> ReadStudy:
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return read(folder, path, seed)


def sound(found: ReadStudy) -> Study:
    assert found.study is not None, [finding.sentence() for finding in found.findings]
    return found.study


def points(part: Part) -> list[Point]:
    return led(part, lambda _: plan(1.0, cost=1.0, co2_total=1.0))[0][0]


def told(findings: Findings) -> list[tuple[str, str]]:
    return [(str(f.cell or "").split(":")[-1].split(" ")[0], f.code) for f in findings]


def test_scenarios_are_combined_by_name(folder: Path, tmp_path: Path) -> None:
    text = """
        [[points]]
        point = "as stated"
        [[points]]
        point = "both"
        scenarios = ["dear", "clean_grid"]
        changes = ["sources.works_coal.price*=1.1"]
        [[points]]
        scenarios = "dear"
        each = ["clean_grid", "local"]
    """
    part = sound(of_toml(folder, tmp_path, text)).parts[0]
    found = {point.point: point.scenarios for point in points(part)}
    assert found == {
        "as stated": (), "both": ("dear", "clean_grid"), "clean_grid": ("dear", "clean_grid"),
        "local": ("dear", "local"),
    }  # fmt: skip
    assert points(part)[1].changes[0].value == "1.1"


def test_a_star_is_every_scenario_of_the_case(folder: Path, tmp_path: Path) -> None:
    part = sound(of_toml(folder, tmp_path, '[[points]]\neach = "*"\n')).parts[0]
    assert [point.point for point in points(part)] == ["dear", "clean_grid", "local"]


def test_what_holds_for_the_study_holds_for_every_part(folder: Path, tmp_path: Path) -> None:
    text = """
        [study]
        gap = 0.01
        scenarios = ["dear"]
        bounds = ["waste_use>=20"]
        [[points]]
        aim = "priced"
        carbon_price = 80
        bounds = ["co2_total<=300"]
    """
    point = points(sound(of_toml(folder, tmp_path, text)).parts[0])[0]
    assert point.scenarios == ("dear",)
    assert point.options == {
        "gap": 0.01, "seed": 0, "aim": "priced", "carbon_price": 80.0,
        "bounds": ["waste_use>=20.0", "co2_total<=300.0"],
    }  # fmt: skip


GRID = """
    [[grids]]
    part = "grid"
    {pairing}
    [[axes]]
    axis = "coal"
    cell = "sources.works_coal.price"
    action = "multiply"
    from = 0.8
    to = 1.2
    steps = 3
    [[axes]]
    cell = "factors.grid_co2.value"
    values = [0.3, 0.6, 0.9]
"""


def test_a_grid_is_every_value_with_every_other(folder: Path, tmp_path: Path) -> None:
    found = points(sound(of_toml(folder, tmp_path, GRID.format(pairing=""))).parts[0])
    assert len(found) == 9
    assert found[1].inputs == {"coal": 0.8, "factors.grid_co2.value": 0.6}
    assert [(c.action, c.value) for c in found[1].changes] == [("multiply", "0.8"), ("set", "0.6")]


def test_axes_side_by_side_are_as_many_points_as_values(folder: Path, tmp_path: Path) -> None:
    found = points(sound(of_toml(folder, tmp_path, GRID.format(pairing='pairing = "together"'))).parts[0])
    assert [point.point for point in found] == [
        "coal=0.8, factors.grid_co2.value=0.3", "coal=1, factors.grid_co2.value=0.6",
        "coal=1.2, factors.grid_co2.value=0.9",
    ]  # fmt: skip


def test_an_option_can_be_an_axis(folder: Path, tmp_path: Path) -> None:
    text = """
        [[grids]]
        part = "prices"
        aim = "priced"
        carbon_price = 1
        [[axes]]
        option = "carbon_price"
        values = [50, 100]
    """
    found = points(sound(of_toml(folder, tmp_path, text)).parts[0])
    assert [point.options["carbon_price"] for point in found] == [50.0, 100.0]


WHOLE = {
    "study": [("name", "note", "gap"), ("all", "an example", 0.002)],
    "points": [("point", "scenarios"), ("both", "dear;clean_grid"), ("one", "local")],
    "fronts": [("first", "second", "points"), ("cost", "waste_use", 4)],
    "curves": [("part",), ("measures",)],
    "measures": [("measure", "off", "on"), ("grid", None, "clean_grid"), ("near", "local", None)],
    "draws": [("draws", "seed", "case_ranges"), (3, 11, False)],
    "ranges": [("cell", "action", "low", "high"), ("sources.*.price", "multiply", 0.8, 1.2)],
}


def as_toml() -> str:
    def shown(value: object) -> str:
        return repr(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')

    lines: list[str] = []
    for table, (names, *rows) in WHOLE.items():
        for row in rows:
            lines.append("[study]" if table == "study" else f"[[{table}]]")
            lines += [f"{n} = {shown(v)}" for n, v in zip(names, row, strict=True) if v is not None]
    return "\n".join(lines)


def in_workbook(path: Path, mark: str = "", case: bool = False) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table, rows in WHOLE.items():
        sheet = book.create_sheet(mark + table)
        for row in rows:
            sheet.append(list(row))
    if case:
        sheet = book.create_sheet("sources")
        sheet.append(["source_id"])
    book.save(path)
    return path


def test_a_workbook_asks_for_the_same_as_a_toml_file(folder: Path, tmp_path: Path) -> None:
    one = sound(of_toml(folder, tmp_path, as_toml()))
    other = sound(read(folder, in_workbook(tmp_path / "study.xlsx")))
    assert one.parts == other.parts
    assert len(one.parts) == 4
    assert (one.name, one.note, one.asked) == (other.name, other.note, other.asked)


def test_sheets_of_a_study_stand_in_the_workbook_of_a_case_with_a_mark(folder: Path, tmp_path: Path) -> None:
    found = sound(read(folder, in_workbook(tmp_path / "case.xlsx", "#", case=True)))
    assert [part.part for part in found.parts] == ["scenarios", "front", "measures", "draws"]


def test_the_workbook_of_a_case_may_hold_its_studies(tmp_path: Path) -> None:
    """Sheets of a study beside those of the case are no sheets of the case."""
    path = tmp_path / "case.xlsx"
    case = cases.load_case("hand").case
    assert case is not None
    save_workbook(case, path, language="en")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("#fronts")
    sheet.append(["points"])
    sheet.append([3])
    book.save(path)
    assert list(cases.load_case(path).findings) == []
    assert [part.part for part in sound(read(path, path)).parts] == ["front"]


def test_chinese_sheets_and_headings_are_read(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "前沿"
    sheet.append(["指标一", "指标二", "点数"])
    sheet.append(["cost", "waste_use", 4])
    book.save(tmp_path / "study.xlsx")
    assert (
        sound(read(folder, tmp_path / "study.xlsx")).parts
        == sound(of_toml(folder, tmp_path, '[[fronts]]\nsecond = "waste_use"\npoints = 4\n')).parts
    )


def test_the_seed_of_the_command_takes_the_place_of_all_others(folder: Path, tmp_path: Path) -> None:
    text = '[study]\nseed = 3\n[[draws]]\ndraws = 2\nseed = 4\ncase_ranges = "no"\n'
    text += '[[ranges]]\ncell = "factors.grid_co2.value"\nlow = 0.4\nhigh = 0.6\n'
    ways = [sound(of_toml(folder, tmp_path, text, seed)).parts[0] for seed in (None, 4, 9)]
    drawn = [points(part)[1].inputs for part in ways]
    assert drawn[0] == drawn[1] != drawn[2]
    assert [points(part)[1].options["seed"] for part in ways] == [3, 4, 9]


BROKEN = """[study]
gap = 1.5
colour = "red"
[[points]]
scenarios = ["dearer"]
changes = ["nonsense", "factors.grid_co3.value=1", "factors.grid_co2.value=green", "kilns.kiln_west.lines=-3"]
bounds = ["waste_use=>6", "wast_use>=5"]
[[axes]]
cell = "factors.grid_co2.value"
[[grids]]
part = "g"
[[fronts]]
part = "g"
first = "rail_share"
second = "rail_share"
aim = "co2"
[[curves]]
[[measures]]
measure = "none"
[[draws]]
draws = 5
[[ranges]]
cell = "price"
low = 3
high = 1
[[whatever]]
x = 1
"""


def test_all_faults_are_told_at_once_each_with_its_line(folder: Path, tmp_path: Path) -> None:
    found = of_toml(folder, tmp_path, BROKEN)
    assert found.study is None
    assert told(found.findings) == [
        ("2", "out_of_range"), ("3", "study.read.field"), ("5", "unknown_scenario"), ("6", "bad_change"),
        ("6", "out_of_range"), ("6", "unknown_change_row"), ("6", "wrong_type_number"),
        ("7", "gauge.bound"), ("7", "gauge.unknown"), ("8", "study.read.axis_values"),
        ("13", "study.read.part_twice"), ("14", "study.read.front_ratio"), ("15", "study.read.front_same"),
        ("16", "study.read.front_aim"), ("19", "study.read.measure"), ("22", "study.read.range"),
        ("23", "study.read.cell"), ("26", "study.read.table"),
    ]  # fmt: skip
    for finding in found.findings:
        assert finding.sentence("zh") != finding.sentence("en")


def test_what_is_wrong_for_all_parts_is_told_once(folder: Path, tmp_path: Path) -> None:
    text = '[study]\nscenarios = "dearer"\nchanges = ["nonsense", "kilns.none.lines=1"]\nbounds = "x<=1"\n'
    found = of_toml(folder, tmp_path, text + "[[points]]\n[[fronts]]\n[[points]]\npoint = 'b'\n")
    assert told(found.findings) == [
        ("2", "unknown_scenario"), ("3", "bad_change"), ("3", "unknown_change_row"), ("4", "gauge.unknown"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[study]\nname = 'x'\n", "study.read.empty"),
        ("", "study.read.empty"),
        ("[study\n", "study.read.toml"),
        ("points = 3\n", "study.read.no_table"),
        ("[study]\nname = {a = 1}\n[[points]]\n", "study.read.no_value"),
        ("[[draws]]\nseed = 1\n", "study.read.blank"),
        ("[[study]]\n[[study]]\n[[points]]\n", "study.read.twice"),
        ("[[points]]\npoint = 'a'\n[[points]]\npoint = 'a'\n", "study.read.point_twice"),
        ("[[grids]]\npart = 'g'\n", "study.read.no_rows"),
        ("[[grids]]\npart = 'a'\n[[grids]]\npart = 'b'\n[[axes]]\nvalues = [1]\n", "study.read.part"),
        ("[[grids]]\npart = 'a'\n[[axes]]\nvalues = [1]\n", "study.read.axis_of"),
        ("[[grids]]\npart = 'a'\n[[axes]]\noption = 'co2_cap'\nvalues = ['x']\n", "study.read.option_value"),
        ("[[curves]]\n[[measures]]\non = 'dear'\n[[measures]]\non = 'dear'\n", "study.read.measure_twice"),
        ("[[points]]\naim = 'priced'\n", "cli.option.price_missing"),
        ("[[points]]\naim = 'fast'\n", "unknown_choice"),
        (GRID.format(pairing='pairing = "together"').replace("0.6, 0.9", "0.6"), "study.read.lengths"),
    ],
)  # fmt: skip
def test_each_fault_has_its_sentence(folder: Path, tmp_path: Path, text: str, code: str) -> None:
    found = of_toml(folder, tmp_path, text)
    assert code in {finding.code for finding in found.findings}
    assert found.study is None


def test_a_fault_in_a_workbook_has_its_cell(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "points"
    sheet.append(["point", "scenarios", "colour"])
    sheet.append(["a", "dearer", None])
    book.save(tmp_path / "study.xlsx")
    found = read(folder, tmp_path / "study.xlsx").findings
    assert [(f.cell.address, f.code) for f in found if f.cell] == [
        ("C1", "study.read.field"), ("B2", "unknown_scenario"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code"), [("none.toml", "study.read.missing"), ("notes.txt", "study.read.kind")]
)
def test_a_file_that_is_no_study_is_told(folder: Path, tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    found = read(folder, tmp_path / name)
    assert [finding.code for finding in found.findings] == [code]


def test_every_sentence_of_the_reader_has_both_languages() -> None:
    known = [m for key, m in catalogue().items() if key.startswith(("study.", "gauge."))]
    assert len(known) > 30
    assert not [message.key for message in known if not message.en or not message.zh]
