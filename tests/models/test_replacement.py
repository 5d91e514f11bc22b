"""Capacity replacement, worked out by hand on the hand-worked case with two old lines and new ones.

The old lines a and b make 900 t/d each; at 1.5 to 1 each covers 600 t/d. Closing a costs 100,000 CNY, b
1,000,000 CNY. New lines must be built (`required_by`), so that something must be closed for them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import load_case
from cases.case import Case
from cases.replacement import eligibility, ratio, rule_set
from tests.cases_in_code import CaseInCode, library_case
from tests.solving import Solve, Solved, is_infeasible

RATIOS = (
    {"rule": "waste_line", "rank": 1, "limestone_replaced": 90, "ratio": 1},
    {"rule": "same_site", "rank": 2, "border": "same", "same_site": "yes", "ratio": 1},
    {"rule": "key_across", "rank": 3, "region_class": "key", "border": "cross", "ratio": 2, "allowed": "no"},
    {"rule": "key", "rank": 4, "region_class": "key", "ratio": 2},
    {"rule": "restricted", "rank": 5, "retired": "restricted", "ratio": 2},
    {"rule": "across", "rank": 6, "border": "cross", "ratio": 2},
    {"rule": "other", "rank": 7, "ratio": 1.5},
)


@pytest.fixture
def old_and_new() -> CaseInCode:
    """Old lines a (125 kgce/t) and b (110 kgce/t) at the works; one new line of 600 t/d at the east site."""
    case = library_case("hand")
    case.set("case", "replacement_set", to="rules_2024")
    for edition, figures in {
        "rules_2021": {"splits": 2},
        "rules_2024": {"splits": 1, "energy_max": 117, "utilisation_min": 10},
    }.items():
        case.add("replacement_sets", set=edition, restricted_below=800, **figures)
        for row in RATIOS:
            case.add("replacement_ratios", set=edition, **row)
    for name, energy, cost in (("old_a", 125, 100), ("old_b", 110, 1000)):
        line(case, name, capacity=900, site="kiln_site_west", energy=energy)
        project(case, f"close_{name}", kind="closure", cost=cost, kiln=name, lines=-1)
    line(case, "new", capacity=600, site="kiln_site_east", lines=0)
    project(case, "build", kind="new_line", cost=5000, kiln="new", lines=1, required_by=2022)
    return case


def line(case: CaseInCode, name: str, **figures: object) -> None:
    case.add("kilns", **{**case.row("kilns", "kiln_east"), "kiln": name, "lines": 1, **figures})


def project(
    case: CaseInCode, name: str, *, kind: str, cost: float, kiln: str, lines: int, **figures: object
) -> None:
    case.add("projects", project=name, kind=kind, capital_cost=cost, life=20, **figures)
    case.add("project_effects", project=name, effect="lines", target=kiln, item="-", amount=lines)


def solved(solve: Solve, case: CaseInCode, folder: Path) -> Solved:
    return solve(case.write(folder))


def behind(plan: Solved) -> dict[tuple[str, str], float]:
    frame = plan.tables["replacement"]
    return {(row.project, row.kiln): row.covers_t_per_d for row in frame.itertuples()}


def closed(plan: Solved) -> set[str]:
    frame = plan.tables["projects"]
    return {row.project for row in frame.itertuples() if row.units > 0 and row.project.startswith("close")}


def test_by_the_rules_of_2021_the_cheapest_old_line_stands_behind_the_new_one(
    old_and_new: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """900 / 1.5 = 600 t/d: line a is enough, whatever its energy."""
    old_and_new.set("case", "replacement_set", to="rules_2021")
    plan = solved(solve, old_and_new, tmp_path / "case")
    assert behind(plan) == pytest.approx({("build", "old_a"): 600})
    assert closed(plan) == {"close_old_a"}


def test_by_the_rules_of_2024_a_line_above_the_energy_baseline_may_not(
    old_and_new: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """125 > 117 kgce/t: line b is closed though it costs ten times as much, and the table says why."""
    plan = solved(solve, old_and_new, tmp_path / "case")
    assert behind(plan) == pytest.approx({("build", "old_b"): 600})
    told = plan.tables["eligibility"].set_index("kiln")["reason"]
    assert told[["old_a", "old_b"]].tolist() == ["energy", "eligible"]


@pytest.fixture
def two_new(old_and_new: CaseInCode) -> CaseInCode:
    """Two new lines of 300 t/d instead of one of 600; every old line is within the energy baseline."""
    old_and_new.set("kilns", "old_a", column="energy", to=110)
    old_and_new.set("kilns", "new", column="capacity", to=300)
    line(old_and_new, "more", capacity=300, site="kiln_site_east", lines=0)
    project(old_and_new, "build_more", kind="new_line", cost=5000, kiln="more", lines=1, required_by=2022)
    return old_and_new


def test_by_the_rules_of_2021_one_old_line_may_stand_behind_two_projects(
    two_new: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """900 / 1.5 = 600 = 300 + 300."""
    two_new.set("case", "replacement_set", to="rules_2021")
    plan = solved(solve, two_new, tmp_path / "case")
    assert closed(plan) == {"close_old_a"}
    assert behind(plan) == pytest.approx({("build", "old_a"): 300, ("build_more", "old_a"): 300})


def test_by_the_rules_of_2024_no_line_is_split(two_new: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    assert closed(solved(solve, two_new, tmp_path / "case")) == {"close_old_a", "close_old_b"}


def test_a_line_on_the_elimination_list_counts_only_where_the_rules_say_so(
    old_and_new: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """Line b closes by 2022 of itself; a is above the baseline, so that nothing else could stand behind."""
    old_and_new.set("kilns", "old_b", column="close_by", to=2022)
    assert is_infeasible(old_and_new.write(tmp_path / "barred"))
    old_and_new.set("replacement_sets", "rules_2024", column="listed_allowed", to="yes")
    plan = solved(solve, old_and_new, tmp_path / "case")
    assert behind(plan) == pytest.approx({("build", "old_b"): 600})
    assert closed(plan) == set()


def test_what_stands_behind_a_project_stays_there_when_another_is_built(
    two_new: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """`build` in 2022, `build_more` in 2023, no splitting: two lines close, the second a year later."""
    year = two_new.rows("periods")[0]
    two_new.replace("periods", [{**year, "period": "y1"}, {**year, "period": "y2", "year": 2023}])
    asked = two_new.rows("demand")
    two_new.replace("demand", [{**row, "period": p} for row in asked for p in ("y1", "y2")])
    two_new.set("projects", "build_more", column="required_by", to=2023)
    two_new.set("projects", "build_more", column="earliest", to=2023)
    frame = solved(solve, two_new, tmp_path / "case").tables["replacement"]
    first = frame[frame["project"] == "build"].set_index("year")["kiln"]
    assert first.nunique() == 1
    assert frame.groupby("year")["kiln"].nunique().tolist() == [1, 2]


def test_an_easier_ratio_never_costs_more(old_and_new: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """900 t/d cover 450 at 2 to 1 (both lines close), 600 at 1.5, 900 at 1."""
    old_and_new.set("kilns", "old_a", column="energy", to=110)
    costs = []
    for figure in (2, 1.5, 1):
        old_and_new.set("replacement_ratios", "rules_2024+other", column="ratio", to=figure)
        costs.append(solved(solve, old_and_new, tmp_path / str(figure)).totals["cost_system"])
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > costs[1] + 1000


def new_east(old_and_new: CaseInCode, energy: float | str) -> CaseInCode:
    """A new line in the place of the east line, which takes 113.4 kgce/t in the cheapest plan."""
    old_and_new.set("kilns", "kiln_east", column="close_by", to=2022)
    old_and_new.set("kilns", "new", column="capacity", to=1000)
    old_and_new.set("replacement_sets", "rules_2024", column="energy_max", to="")
    old_and_new.set("replacement_sets", "rules_2024", column="energy_new", to=energy)
    old_and_new.add(
        "targets", target="told", scope="line", only="new", indicator="energy", sense="at_most", value=300
    )
    return old_and_new


def energy_of_new(plan: Solved) -> float:
    """kgce per t of clinker, as the table of targets tells it."""
    return float(plan.tables["targets"].set_index("target").loc["told", "value"])


@pytest.mark.parametrize("energy", ["", 114])
def test_an_energy_norm_above_what_a_new_line_takes_changes_nothing(
    energy: float | str, old_and_new: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """113.4 kgce/t: 3.062 GJ/t and some power (`test_targets`)."""
    plan = solved(solve, new_east(old_and_new, energy), tmp_path / "case")
    assert energy_of_new(plan) == pytest.approx(113.4, abs=0.1)


def test_a_new_line_keeps_the_energy_norm_of_the_rules(
    old_and_new: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """Of 110 kgce/t it takes just that, with more cake in its feed; the west line is not held to it."""
    plan = solved(solve, new_east(old_and_new, 110), tmp_path / "case")
    assert energy_of_new(plan) == pytest.approx(110, rel=1e-6)


def test_a_norm_that_no_feed_keeps_leaves_the_new_line_idle(
    old_and_new: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """60 kgce/t are 1.76 GJ/t, below the heat of any feed; imports make up for the line."""
    case = new_east(old_and_new, 60)
    case.set("demand", "city_market+portland+year", column="import_price", to=900)
    case.set("demand", "city_market+portland+year", column="import_co2", to=700)
    made = solved(solve, case, tmp_path / "case").tables["kiln_running"].set_index("kiln")["clinker_t"]
    assert made["new"] == 0
    assert made["kiln_west"] == pytest.approx(304_000)


def test_rules_in_force_change_nothing_where_nothing_is_built(solve: Solve, tmp_path: Path) -> None:
    case = library_case("hand")
    plain = solved(solve, case, tmp_path / "plain")
    case.set("case", "replacement_set", to="rules")
    case.add("replacement_sets", set="rules")
    case.add("replacement_ratios", set="rules", rule="other", rank=1, ratio=1.5)
    ruled = solved(solve, case, tmp_path / "ruled")
    assert ruled.totals["cost_system"] == pytest.approx(plain.totals["cost_system"], rel=1e-9)
    assert ruled.tables["replacement"].empty


def rule_of(case: CaseInCode, folder: Path) -> tuple[str, float, bool]:
    """The rule of the new line and line b: id, ratio, allowed."""
    read: Case | None = load_case(case.write(folder)).case
    assert read is not None
    rules = rule_set(read)
    assert rules is not None
    row = ratio(read, rules, "new", "old_b")
    assert row is not None
    return row.rule, row.ratio, row.allowed


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "expected"),
    [
        ("kilns", "new", "limestone_replaced", 90, ("waste_line", 1, True)),
        ("kilns", "old_b", "site", "kiln_site_east", ("same_site", 1, True)),
        ("kilns", "old_b", "capacity", 700, ("restricted", 2, True)),
        ("areas", "region", "region_class", "key", ("key", 2, True)),
        ("kilns", "old_b", "coprocessing", "no", ("other", 1.5, True)),
    ],
)
def test_the_first_row_that_fits_gives_the_ratio(
    old_and_new: CaseInCode, tmp_path: Path, *, table: str, key: str, column: str, value: object,
    expected: tuple[str, float, bool],
) -> None:  # fmt: skip
    old_and_new.set(table, key, column=column, to=value)
    assert rule_of(old_and_new, tmp_path / "case") == expected


def test_capacity_from_another_province_is_barred_in_key_regions(
    old_and_new: CaseInCode, tmp_path: Path
) -> None:
    old_and_new.set("sites", "kiln_site_west", column="province", to="Gansu")
    old_and_new.set("sites", "kiln_site_east", column="province", to="Xinjiang")
    assert rule_of(old_and_new, tmp_path / "other") == ("across", 2, True)
    old_and_new.set("areas", "region", column="region_class", to="key")
    assert rule_of(old_and_new, tmp_path / "key") == ("key_across", 2, False)


def test_a_line_that_has_hardly_run_is_not_eligible(old_and_new: CaseInCode, tmp_path: Path) -> None:
    old_and_new.set("kilns", "old_b", column="utilisation", to=8)
    read = load_case(old_and_new.write(tmp_path / "case")).case
    assert read is not None
    rules = rule_set(read)
    assert rules is not None
    assert eligibility(read, rules, "old_b") == "low_running"
