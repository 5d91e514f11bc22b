"""What differs between runs: inputs cell by cell, decisions in tonnes, results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

import cases
from optimizer import differences
from optimizer.archive import FolderError
from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case
from reports.folder import RunFolderError, read_run
from reports.runs import MISSING, PRESENT, compare_runs, labels
from tests.cases_in_code import library_case

Tables = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Least cost; least CO2 with another grid factor; a case without its West kiln."""
    root = tmp_path_factory.mktemp("runs")
    grid = cases.change_from_text("factors.grid_co2.value=0.6", cases.Findings())
    assert grid is not None
    smaller = library_case("hand")
    smaller.replace("kilns", [row for row in smaller.rows("kilns") if row["kiln"] == "kiln_east"])
    smaller.set("demand", "city_market+portland+year", column="demand", to=300)
    asked = {
        "plan": ("hand", RunOptions(threads=1)),
        "greener": ("hand", RunOptions(threads=1, aim="co2", changes=(grid,))),
        "smaller": (smaller.write(root / "case"), RunOptions(threads=1)),
    }
    for name, (case, options) in asked.items():
        outcome = run_case(case, options=options, out=root / name)
        assert outcome.exit_code is ExitCode.PLAN, [f.sentence() for f in outcome.findings.errors]
    return {name: root / name for name in asked}


@pytest.fixture(scope="module")
def greener(folders: dict[str, Path]) -> Tables:
    return compare_runs([read_run(folders["plan"]), read_run(folders["greener"])])


@pytest.fixture(scope="module")
def smaller(folders: dict[str, Path]) -> Tables:
    return compare_runs([read_run(folders["plan"]), read_run(folders["smaller"])])


def test_a_changed_input_is_told_with_its_cell_unit_and_both_values(greener: Tables) -> None:
    (row,) = greener["inputs"].to_dict("records")
    assert row == {
        "table": "factors", "key": "grid_co2", "column": "value", "unit": "kg/kWh", "kind": "cell",
        "run_plan": "0.5543", "run_greener": "0.6",
    }  # fmt: skip


def test_changed_options_are_told(greener: Tables) -> None:
    options = greener["options"].set_index("option")
    assert set(options.index) == {"aim", "changes"}
    assert options.loc["aim"].tolist() == ["cost", "co2"]


def test_a_changed_flow_is_told_in_tonnes_of_each_run(greener: Tables, folders: dict[str, Path]) -> None:
    told = greener["decisions_flows"]
    ids = (told["origin"] == "works_slag_cake") & (told["destination_site"] == "kiln_site_east")
    row = told[ids & (told["measure"] == "dry_t")]
    flows = read_run(folders["greener"]).tables["flows"]
    sent = flows[(flows["origin"] == "works_slag_cake") & (flows["destination_site"] == "kiln_site_east")]
    assert row["run_greener"].tolist() == pytest.approx(sent["dry_t"].tolist())
    assert row["run_plan"].isna().all()


def test_what_both_runs_decide_alike_is_not_told(greener: Tables) -> None:
    assert greener["decisions_cement"].empty
    assert greener["decisions_kiln_running"].empty


def test_all_totals_are_told_side_by_side(greener: Tables, folders: dict[str, Path]) -> None:
    totals = greener["results_totals"].set_index(["state", "measure"])
    for label, name in (("run_plan", "plan"), ("run_greener", "greener")):
        wanted = read_run(folders[name]).plan["totals"]["plan"]
        assert totals.loc[("plan", "co2_t"), label] == pytest.approx(wanted["co2_t"])
        assert totals.loc[("plan", "co2_by_scope.process"), label] == wanted["co2_by_scope"]["process"]


def test_results_of_the_comparison_tables_are_told_by_state(greener: Tables) -> None:
    kilns = greener["results_kilns"].set_index(["kiln", "measure", "state"])
    assert kilns.loc[("kiln_east", "co2_process_t", "plan"), "run_greener"] < 130_000
    assert ("kiln_east", "clinker_t", "plan") not in kilns.index


def test_a_run_told_against_itself_differs_in_nothing(folders: dict[str, Path]) -> None:
    run = read_run(folders["plan"])
    tables = compare_runs([run, run])
    told = {name: len(table) for name, table in tables.items() if name not in ("runs", "results_totals")}
    assert set(told.values()) == {0}


def test_a_row_of_only_one_case_is_told_as_missing_in_the_other(smaller: Tables) -> None:
    rows = smaller["inputs"]
    kiln = rows[(rows["table"] == "kilns") & (rows["key"] == "kiln_west")]
    (row,) = kiln.to_dict("records")
    assert (row["kind"], row["run_plan"], row["run_smaller"]) == ("row", PRESENT, MISSING)


def test_a_kiln_of_only_one_case_has_blanks_for_the_other(smaller: Tables) -> None:
    running = smaller["decisions_kiln_running"].set_index(["kiln", "measure"])
    assert running.loc[("kiln_west", "clinker_t"), "run_plan"] > 0
    assert pd.isna(running.loc[("kiln_west", "clinker_t"), "run_smaller"])


def test_several_runs_stand_in_columns_in_the_order_asked(folders: dict[str, Path]) -> None:
    tables = compare_runs([read_run(folders[name]) for name in ("greener", "plan", "smaller")])
    columns = ["run_greener", "run_plan", "run_smaller"]
    assert [name for name in tables["inputs"].columns if name.startswith("run_")] == columns
    assert tables["runs"]["run"].tolist() == columns


def test_runs_of_one_name_are_told_apart_by_their_place(folders: dict[str, Path]) -> None:
    run = read_run(folders["plan"])
    assert labels([run, run]) == ["run_1_plan", "run_2_plan"]


def test_the_short_telling_counts_what_differs(greener: Tables, folders: dict[str, Path]) -> None:
    told = differences.lines(greener)
    assert told[2].startswith("Inputs: 1 cells differ, 0 rows and 0 tables")
    assert told[3].startswith("Decisions: 3 flows, 0 kilns, 3 feeds and 0 mill uses")
    co2 = [f"{read_run(folders[name]).plan['totals']['plan']['co2_t']:,.0f}" for name in ("plan", "greener")]
    assert any(all(figure in line for figure in co2) for line in told)


def test_a_second_comparison_replaces_the_first(greener: Tables, smaller: Tables, tmp_path: Path) -> None:
    differences.write(tmp_path / "out", {**greener, "results_old": greener["runs"]})
    differences.write(tmp_path / "out", smaller)
    assert {file.stem for file in (tmp_path / "out").glob("*.csv")} == set(smaller)


def test_a_folder_with_something_else_is_left_alone(folders: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError):
        differences.tell([folders["plan"], folders["greener"]], tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_one_run_alone_cannot_be_compared(folders: dict[str, Path]) -> None:
    with pytest.raises(RunFolderError) as caught:
        differences.tell([folders["plan"]], None)
    assert caught.value.code == "compare.two"
