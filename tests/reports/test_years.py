"""Reports of a run of two years: one of them at a time, and the path through both."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from optimizer.options import OptionError, RunOptions
from optimizer.run import ExitCode, run_case
from reports import write_reports
from reports.folder import RunFolderError, read_run
from tests.cases_in_code import library_case
from tests.two_seasons import in_years


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-worked case, 400 kt of cement in 2022 and 200 kt in 2025, with today."""
    out = tmp_path_factory.mktemp("years")
    case = in_years(library_case("hand"), (2022, 2025), grow=(1.0, 0.5)).write(out / "case")
    outcome = run_case(case, options=RunOptions(threads=1, gap=0.0, year=2022), out=out / "plan")
    assert outcome.exit_code is ExitCode.PLAN
    return out / "plan"


def test_a_run_shows_the_year_that_it_was_asked_for(folder: Path) -> None:
    """Of 400 kt in 2022 and 200 kt in 2025; before any other test writes the documents anew."""
    out = folder.parent / "shown"
    shutil.copytree(folder, out, ignore=shutil.ignore_patterns("*.xlsx", "*.html"))
    write_reports(out, year=2022)
    assert (folder / "report.html").read_bytes() == (out / "report.html").read_bytes()


def cement(folder: Path, year: int | None) -> float:
    """Cement of the plan in the year shown [t]."""
    table = read_run(folder).of_year(year).comparison["totals"]
    return float(table.loc[table["measure"] == "cement_t", "plan"].iloc[0])


def test_the_last_year_is_shown_unless_another_is_asked_for(folder: Path) -> None:
    assert [cement(folder, year) for year in (None, 2022, 2025)] == pytest.approx([200_000, 400_000, 200_000])


def test_a_year_to_show_that_is_not_modelled_is_refused_before_the_solve(tmp_path: Path) -> None:
    case = in_years(library_case("hand"), (2022, 2025)).write(tmp_path / "case")
    with pytest.raises(OptionError) as refused:
        run_case(case, options=RunOptions(year=2030), out=tmp_path / "plan")
    assert (refused.value.code, refused.value.parameters["known"]) == ("cli.option.year", [2022, 2025])
    assert not (tmp_path / "plan").exists()


def test_every_table_is_of_the_year_shown(folder: Path) -> None:
    run = read_run(folder).of_year(2022)
    tables = [*run.tables.values(), *run.current.values()]
    periods = {period for table in tables if "period" in table for period in table["period"]}
    assert periods == {"year_2022"}
    assert {kiln["period"] for kiln in run.plan["kilns"]} == {"year_2022"}


def test_today_meets_the_demand_of_each_year_in_its_own_way(folder: Path) -> None:
    running = read_run(folder).current["cement"].groupby("period")["cement_t"].sum()
    assert running.to_dict() == pytest.approx({"year_2022": 400_000, "year_2025": 200_000})


def test_the_bridge_of_a_year_ends_at_the_plan_of_that_year(folder: Path) -> None:
    run = read_run(folder).of_year(2022)
    bridge = run.comparison["bridge"]
    rows = bridge[bridge["quantity"] == "co2_t"].sort_values("order")
    assert rows["amount"].iloc[-1] == pytest.approx(run.plan["totals"]["plan"]["co2_t"])
    assert rows["amount"].iloc[0] == pytest.approx(run.plan["totals"]["current"]["co2_t"])


def test_a_year_that_was_not_modelled_is_refused(folder: Path) -> None:
    with pytest.raises(RunFolderError) as refused:
        write_reports(folder, year=2030)
    assert (refused.value.code, refused.value.parameters["known"]) == ("run_folder.year", (2022, 2025))


def test_the_sheet_of_the_path_has_a_column_for_each_year(folder: Path) -> None:
    sheet = load_workbook(write_reports(folder, year=2022)[0])["Path"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "2022" in map(str, row) and "2025" in map(str, row))
    plan = pd.DataFrame(rows, columns=[str(name) for name in head])
    clinker = plan[(plan["Figure"] == "Cement") & (plan["State"] == "Plan")]
    assert clinker[["2022", "2025"]].to_numpy().tolist()[0] == pytest.approx([400_000, 200_000])


def test_the_page_tells_the_path_in_chinese(folder: Path) -> None:
    page = write_reports(folder, "zh")[1].read_text(encoding="utf-8")
    assert "多年路径" in page
    assert "等额年成本" in page


def test_a_case_of_one_year_has_no_path(own_copy: Path) -> None:
    page = write_reports(own_copy)[1].read_text(encoding="utf-8")
    assert "Year by year" not in page
