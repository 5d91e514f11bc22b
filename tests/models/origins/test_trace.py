"""Every figure is traced to rows of the case: parts add up to it, and what is assumed of it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import load_case
from cases.case import Case
from models.origins.totals import assumed_shares, parts_of_mean, parts_of_totals
from models.origins.trace import TraceError, flat, relation_of, relations, trace
from models.symbols import symbols
from optimizer.run import RunOutcome
from reports.folder import RunFolder, read_run
from reports.subjects.summary import figures
from reports.view import open_view
from tests.cases_in_code import library_case
from tests.solving import solve_once
from tests.two_seasons import in_years

SHARES = ("waste_use_share", "rail_share", "specific_heat_gj_per_t")
"""Totals that are told by the parts of their numerator."""


@pytest.fixture(scope="module")
def run(hand_run: RunOutcome) -> RunFolder:
    assert hand_run.folder is not None
    return read_run(hand_run.folder)


@pytest.fixture(scope="module")
def case(run: RunFolder) -> Case:
    loaded = load_case(run.path / "case").case
    assert loaded is not None
    return loaded


def test_the_parts_of_a_total_add_up_to_it(run: RunFolder, case: Case) -> None:
    totals = dict(flat(run.plan["totals"]["plan"]))
    for name, parts in parts_of_totals(case, run.tables, run.plan["money"]).items():
        if name not in SHARES:
            assert parts["amount"].sum() == pytest.approx(totals[name], rel=1e-6, abs=1e-3), name


def test_a_part_is_its_activity_times_the_figure_of_its_row(run: RunFolder, case: Case) -> None:
    traced = trace(case, run.tables, run.plan, "totals.cost")
    coal = next(row for row in traced.rows if row.key == "works_coal")
    flows = run.tables["flows"]
    burnt = flows.loc[flows["origin"] == "works_coal", "wet_t"].sum()
    assert (coal.table, coal.column, coal.value, coal.unit) == ("sources", "price", "480", "CNY/t")
    assert coal.amount == pytest.approx(burnt * 480)
    assert coal.confidence == "assumed"
    assert coal.source == "invented for the hand-worked case"
    assert coal.cell.startswith("sources.csv:5")


def test_only_grid_electricity_of_the_hand_case_rests_on_a_reported_figure(
    run: RunFolder, case: Case
) -> None:
    """Of all figures that make CO2, the grid factor alone is marked as reported there."""
    totals = run.plan["totals"]["plan"]
    reported = totals["co2_by_scope"]["electricity"] / totals["co2_t"]
    shares = assumed_shares(case, run.tables, "system")
    assert shares["co2_t"] == pytest.approx(1.0 - reported)
    assert shares["cost"] == pytest.approx(1.0)
    assert run.plan["assumed"]["co2_t"] == pytest.approx(shares["co2_t"], rel=1e-6)


def test_of_several_years_parts_are_of_the_mean_year(tmp_path: Path) -> None:
    folder = in_years(library_case("hand"), (2022, 2030), grow=(1.0, 0.9)).write(tmp_path / "case")
    solved = solve_once(folder)
    several = load_case(folder).case
    assert several is not None
    parts = parts_of_mean(several, solved.tables, "system")
    for name in ("cost", "co2_t", "clinker_t", "waste_used_t"):
        assert parts[name]["amount"].sum() == pytest.approx(solved.totals[name], rel=1e-6), name


def test_a_figure_of_a_table_names_its_rows_and_relations(run: RunFolder, case: Case) -> None:
    traced = trace(case, run.tables, run.plan, "kiln_running:kiln_west:clinker_t")
    running = run.tables["kiln_running"].set_index("kiln")
    assert traced.value == pytest.approx(running.loc["kiln_west", "clinker_t"])
    assert traced.unit == "t"
    assert {("kilns", "kiln_west"), ("kiln_classes", "dry_line")} <= {
        (row.table, row.key) for row in traced.rows
    }
    assert "c_load_max" in {symbol.symbol for symbol in traced.symbols}


def test_an_entry_of_the_ledger_is_told_by_its_parts(run: RunFolder, case: Case) -> None:
    traced = trace(case, run.tables, run.plan, "money:freight+clinker:amount_cny")
    assert isinstance(traced.value, float)
    assert sum(row.amount or 0.0 for row in traced.rows) == pytest.approx(traced.value)
    assert {row.table for row in traced.rows} == {"tariffs"}


def test_every_table_of_a_run_has_a_relation_of_its_own(run: RunFolder) -> None:
    general = relation_of("no_such.table")
    assert [name for name in run.tables if relation_of(f"{name}.x") is general] == []


def test_relations_name_symbols_of_the_catalogue_and_both_languages() -> None:
    for figure, row in relations().items():
        assert row["en"], figure
        assert row["zh"], figure
        assert [name for name in row["symbols"].split("|") if name and name not in symbols()] == [], figure


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ("totals.coost", "trace.unknown"),
        ("flow:x:wet_t", "trace.table"),
        ("flows:x:wet", "trace.column"),
        ("flows:nobody:wet_t", "trace.row"),
    ],
)
def test_a_figure_that_is_not_there_is_told(run: RunFolder, case: Case, figure: str, code: str) -> None:
    with pytest.raises(TraceError) as told:
        trace(case, run.tables, run.plan, figure)
    assert told.value.code == code


def test_a_result_that_rests_mainly_on_assumed_rows_is_marked(run: RunFolder) -> None:
    told = list(figures(open_view(run.path, "en")).frame["measure"])
    assert "CO2 *" in told
    assert "Clinker factor" in told
