"""study.xlsx from the folder of a study: points side by side, fronts with their bounds, what differs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cases.text import Language
from optimizer.study.abatement import COLUMNS
from optimizer.study.folder import StudyFolder
from optimizer.study.points import Point, PointResult, Status
from optimizer.study.reasons import Reason
from optimizer.study.tables import tables_of
from reports.folder import RunFolderError
from reports.study_workbook import write_study_workbook
from reports.words import Words

CONTENT = {
    "study": "trade-off", "case": "hand", "fingerprint": "f" * 64, "currency": "CNY",
    "versions": {"python": "3"},
}  # fmt: skip


def days(kiln: str, value: float) -> dict[str, object]:
    return {"decision": "line_days", "id": kiln, "period": "year", "value": value, "unit": "d"}


def result(cost: float, co2: float, east: float) -> PointResult:
    return PointResult(
        status=Status.PLAN, objective=cost, bound=0.99 * cost, gap=0.01, seconds=2.0,
        totals={"cost": cost, "co2_t": 1000.0 * co2, "co2_total": co2, "rail_share": 40.0},
        decisions=[days("east", east), days("west", 300.0)],
    )  # fmt: skip


POINTS = [
    (Point(point="1", part="front"), "a" * 24, result(5_000_000.0, 90.0, 0.0)),
    (Point(point="2", part="front"), "b" * 24, result(5_500_000.0, 70.0, 100.0)),
    (Point(point="3", part="front"), "c" * 24, result(7_000_000.0, 60.0, 300.0)),
    (
        Point(point="4", part="front", options={"aim": "cap", "co2_cap": 1.0}),
        "d" * 24,
        PointResult(status=Status.INFEASIBLE, reason=Reason.of("cli.ended.infeasible", reason="")),
    ),
]
FRONT = pd.DataFrame(
    {
        "part": "front", "first": "cost", "second": "co2_total", "point": ["1", "2", "3"], "order": [1, 2, 3],
        "end": [1, 0, 1],
        "first_value": [5e6, 5.5e6, 7e6], "first_bound": [4.95e6, 5.445e6, 6.93e6],
        "second_value": [90.0, 70.0, 60.0], "second_bound": [90.0, 70.0, 59.4],
        "second_limit": [None, 70.0, None], "standing": ["front", "front", "dominated"],
        "than": ["", "", "2"], "knee": [0, 1, 0],
    }
)  # fmt: skip


CURVE = pd.DataFrame(
    {
        "part": "measures", "measure": ["capture", "rail", "nothing"], "order": [1, 2, 3],
        "alone_cost": [2e6, 1e6, None], "alone_co2_t": [40_000.0, 10_000.0, None],
        "alone_cost_per_t": [50.0, 100.0, None], "alone_open": [1e5, 2e6, None], "told_apart": [1, 0, None],
        "added_cost": [2e6, 9e5, None], "added_co2_t": [40_000.0, 9_000.0, None],
        "added_cost_per_t": [50.0, 100.0, None], "interaction_cost": [0.0, -1e5, None],
        "interaction_co2_t": [0.0, -1e3, None], "sum_cost": [2e6, 2.9e6, None],
        "sum_co2_t": [40_000.0, 49_000.0, None],
    },
    columns=COLUMNS,
)  # fmt: skip
SPREAD = pd.DataFrame(
    {
        "part": "draws", "indicator": ["co2_t", "own figure"], "draws": 50, "stated": [90_000.0, 1.0],
        "mean": [91_000.0, 1.0], "deviation": [500.0, 0.0], "p05": [89_000.0, 1.0], "p25": [90_500.0, 1.0],
        "p50": [91_000.0, 1.0], "p75": [91_500.0, 1.0], "p95": [92_000.0, 1.0],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = StudyFolder.open(tmp_path_factory.mktemp("study"), CONTENT)
    made.write_tables({**tables_of(POINTS, "CNY"), "front": FRONT})
    return made.path


def opened(folder: Path, language: Language = "en") -> Workbook:
    return load_workbook(write_study_workbook(folder, language))


def table(sheet: Worksheet, number: int = 0) -> pd.DataFrame:
    area = list(sheet.tables.values())[number].ref
    heads, *rows = ([cell.value for cell in row] for row in sheet[area])
    return pd.DataFrame(rows, columns=heads)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sheet_is_there_for_what_the_study_has(folder: Path, language: Language) -> None:
    words = Words(language)
    wanted = ("overview", "comparison", "fronts", "decisions", "points")
    assert opened(folder, language).sheetnames == [words.text(f"sheet.study_{name}") for name in wanted]


def test_points_stand_side_by_side_with_their_change_from_the_first_plan(folder: Path) -> None:
    shown = table(opened(folder)["Comparison"]).set_index("Point")
    assert shown["Change: CO2 (t)"].tolist()[:3] == [0, -20_000, -30_000]
    assert shown["Change: Cost of the aim (thousand CNY)"].tolist()[:3] == [0, 500, 2000]
    assert shown.loc["4", "Ended"] == "infeasible"
    assert shown.loc["4", "CO2 (t)"] is None or pd.isna(shown.loc["4", "CO2 (t)"])


def test_a_front_shows_plan_bound_and_knee_and_is_drawn(folder: Path) -> None:
    sheet = opened(folder)["Fronts"]
    shown = table(sheet).set_index("Point")
    assert shown["Cost of the aim, bound (thousand CNY)"].tolist() == [4950, 5445, 6930]
    assert shown["Knee (thousand CNY)"].dropna().to_dict() == {"2": 5500}
    assert shown["On the front"].tolist() == ["yes", "yes", "dominated"]
    assert len(sheet._charts) == 1


def test_only_decisions_that_differ_are_told_and_in_how_many_plans(folder: Path) -> None:
    shown = table(opened(folder)["Decisions"])
    assert shown["Of"].tolist() == ["east"]
    assert shown[["Lowest", "Median", "Highest", "Plans with it"]].to_numpy().tolist() == [[0, 100, 300, 2]]


def test_measures_stand_in_the_order_of_the_curve_alone_and_in_turn(tmp_path: Path) -> None:
    made = StudyFolder.open(tmp_path, CONTENT)
    made.write_tables({**tables_of(POINTS, "CNY"), "abatement": CURVE})
    sheet = opened(tmp_path)["Abatement curve"]
    shown = table(sheet).set_index("Measure")
    assert shown.index.tolist() == ["capture", "rail", "nothing"]
    assert shown.loc["rail", "Alone: cost a tonne (CNY/t)"] == 100
    assert shown.loc["rail", "Interaction: CO2 less (t)"] == -1000
    assert shown.loc["capture", "So far: cost (thousand CNY)"] == 2000
    assert len(sheet._charts) == 1


def test_draws_are_told_for_the_main_figures_in_their_unit(tmp_path: Path) -> None:
    made = StudyFolder.open(tmp_path, CONTENT)
    made.write_tables({**tables_of(POINTS, "CNY"), "draws": SPREAD})
    shown = table(opened(tmp_path)["Draws"])
    assert shown[["Figure", "Unit", "Mean", "95 %"]].to_numpy().tolist() == [["CO2", "t", 91_000, 92_000]]


def test_two_fronts_have_a_table_each(tmp_path: Path) -> None:
    made = StudyFolder.open(tmp_path, CONTENT)
    both = pd.concat([FRONT, FRONT.assign(part="again")])
    made.write_tables({**tables_of(POINTS, "CNY"), "front": both})
    sheet = opened(tmp_path)["Fronts"]
    assert len(sheet.tables) == len(sheet._charts) == 2


@pytest.mark.parametrize(("language", "told"), [("en", "No plan can keep"), ("zh", "没有方案能同时满足")])
def test_reasons_are_told_in_the_language_of_the_workbook(
    language: Language, told: str, folder: Path
) -> None:
    cells = [str(c.value) for row in opened(folder, language).worksheets[-1].iter_rows() for c in row]
    assert any(cell.startswith(told) for cell in cells)


def test_reasons_are_text_and_never_formulas(tmp_path: Path) -> None:
    tables = tables_of(POINTS, "CNY")
    tables["points"]["reason"] = "=No plan"
    StudyFolder.open(tmp_path, CONTENT).write_tables(tables)
    sheet = opened(tmp_path)["Points"]
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("=No plan"))
    assert cell.data_type == "s"


def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    assert write_study_workbook(folder).read_bytes() == write_study_workbook(folder).read_bytes()


def test_a_study_of_which_nothing_has_landed_has_a_workbook_too(tmp_path: Path) -> None:
    StudyFolder.open(tmp_path, CONTENT).write_tables(tables_of([], "CNY"))
    assert opened(tmp_path).sheetnames[0] == "Study"


def test_a_folder_that_is_no_study_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="foreign"):
        write_study_workbook(tmp_path)
