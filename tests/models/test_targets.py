"""Targets, worked out by hand on the hand-worked case (`NOTES.md` of the library case).

Its plan without a target: 379.49 kt of clinker, 304 in the east from marl alone and 75.49 in the west from
21.40 kt of marl and 75.94 kt of cake; 100,263,257 CNY; 302.43 kt CO2. Nothing moves unless a target binds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.policy import indicators
from models.build import Built
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import built, terms_of
from tests.solving import Solve, Solved, is_infeasible
from tests.two_seasons import in_seasons, with_store

YEAR_COST = 100_263_256.6
CAKE_LOSES = 18.85
"""CNY that a dry tonne of cake loses in the east kiln (section 5 of the notes)."""
HALVES = (("first", "01-01", "06-30"), ("second", "07-01", "12-31"))

ON_THE_PLAN = [
    ("bulk_waste_use", "region", "region", (20 + 75.936 + 20.513) / 240 * 100),
    ("waste_use", "prefecture", "west", (20 + 75.936 + 20.513) / 240 * 100),
    ("material_use", "region", "region", (20 + 75.936) / 200 * 100),
    ("raw_waste_share", "line", "kiln_west", 75.936 / (75.936 + 21.399) * 100),
    ("raw_material_share", "region", "region", 75.936 / (486.057 + 75.936) * 100),
    ("thermal_substitution", "line", "kiln_east", 0.0),
    ("biomass_heat", "region", "region", 0.0),
    # west: 2.8522 GJ/t at 29.3076 GJ/tce; power 12 x 0.28347 + 3 x 1.00595 + 30 x 0.12401 + 28 of the line,
    # own power 30 - 10 x (0.29977 - 0.07954): 10.342 kWh/t bought at 0.1229 kgce/kWh
    ("energy", "line", "kiln_west", 2.85222 / 29.3076 * 1000 + 10.342 * 0.1229),
    ("energy", "company", "East cement", 3.25 / 29.3076 * 1000 + (12 * 1.52848 + 30 * 0.141304 - 2) * 0.1229),
    # both run a line of 1000 t/d; west needs 98.6, east 113.4 kgce/t and the norm is 113
    ("capacity_within", "region", "region", 50.0),
    ("clinker_factor", "region", "region", 379.487 / 400 * 100),
    # 29,660 kt·km by rail and 40,404 by road
    ("rail_share", "region", "region", 29_660 / (29_660 + 40_404) * 100),
    # by rail: clinker 75.49, coal to the east 42.96, gypsum 22.79; by road: marl 474.14 + 21.84, cake 84.37,
    # coal 9.36, clinker 304, cement 400
    ("clean_transport", "region", "region", 141.236 / (141.236 + 495.976 + 84.373 + 9.361 + 704) * 100),
    # process 171.86, fuel 114.31, power bought by kilns 780.7 + 6256.6 MWh at 0.5543 t/MWh
    ("clinker_co2", "region", "region", (171.86 + 114.31 + 0.5543 * 7.0373) / 379.487 * 1000),
    ("cement_co2", "region", "region", 302.432 / 400 * 1000),
    ("guideline_intensity", "region", "region", 280.89 / 379.487 * 1000),
    ("co2_total", "region", "region", 302.432),
    # 304 kt from 1.52848 t of marl with 0.34 + 0.002 x 44/12 t CO2 and 3.25 GJ of coal; 6256.6 MWh bought
    ("kiln_co2_total", "line", "kiln_east", 304 * (1.52848 * 0.347333 + 3.25 * 0.095) + 0.5543 * 6.2566),
]  # fmt: skip


def target(case: CaseInCode, **cells: object) -> CaseInCode:
    """The same case with one more target."""
    other = case.copy()
    row = {"target": "wanted", "scope": "region", "sense": "at_least", "value": 0}
    other.add("targets", **(row | cells))
    return other


def solved(solve: Solve, case: CaseInCode, folder: Path) -> Solved:
    return solve(case.write(folder / "case"))


def value_of(plan: Solved, subject: str = "region") -> float:
    told = plan.tables["targets"].set_index("subject")
    return float(told.loc[subject, "value"])


@pytest.fixture(scope="module")
def told(solve: Solve, tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The hand-worked plan with every indicator asked for nothing that it has not."""
    case = library_case("hand")
    for name, scope, _, _ in ON_THE_PLAN:
        indicator = indicators()[name]
        floor = indicator.senses[0] == "at_least"
        case.add(
            "targets", target=f"{name}-{scope}", scope=scope, indicator=name, sense=indicator.senses[0],
            value=0 if floor else (100 if indicator.unit == "%" else 10_000),
            item="slag_cake" if indicator.item else "", norm=113 if name == "capacity_within" else "",
        )  # fmt: skip
    return solve(case.write(tmp_path_factory.mktemp("told") / "case"))


def test_every_indicator_is_worked_out_by_hand() -> None:
    assert {name for name, *_ in ON_THE_PLAN} == set(indicators())


@pytest.mark.parametrize(("indicator", "scope", "subject", "expected"), ON_THE_PLAN)
def test_an_indicator_of_the_plan_is_what_a_calculator_says(
    indicator: str, scope: str, subject: str, expected: float, told: Solved
) -> None:
    rows = told.tables["targets"].set_index(["target", "subject"])
    assert len(rows.loc[[(f"{indicator}-{scope}", subject)]]) == 1
    assert rows.loc[(f"{indicator}-{scope}", subject), "value"] == pytest.approx(expected, rel=2e-4)


def test_targets_that_do_not_bind_change_nothing(told: Solved) -> None:
    assert told.totals["cost_system"] == pytest.approx(YEAR_COST, rel=1e-7)


def test_waste_that_the_target_asks_for_is_bought_where_it_costs_least(solve: Solve, tmp_path: Path) -> None:
    """57 % of 240 kt are 136.8; 116.449 are used; 20.351 kt of cake lose 18.85 CNY each in the east kiln."""
    plan = solved(solve, target(library_case("hand"), indicator="bulk_waste_use", value=57), tmp_path)
    assert value_of(plan) == pytest.approx(57.0, rel=1e-6)
    assert plan.totals["cost_system"] - YEAR_COST == pytest.approx(20_351 * CAKE_LOSES, rel=1e-3)


@pytest.mark.parametrize(("price", "short"), [(18.0, 20_351.0), (19.0, 0.0)])
def test_a_priced_target_is_missed_where_missing_it_is_cheaper(
    price: float, short: float, solve: Solve, tmp_path: Path
) -> None:
    """A tonne lacking costs its price, a tonne of cake 18.85 CNY; the price is never money."""
    case = target(library_case("hand"), indicator="bulk_waste_use", value=57, price=price)
    plan = solved(solve, case, tmp_path)
    row = plan.tables["targets"].iloc[0]
    assert (row["held"], row["short_unit"]) == (int(not short), "t")
    assert row["short_by"] == pytest.approx(short, rel=1e-4, abs=0.1)
    assert plan.plan["objective_parts"]["priced_breaches"] == pytest.approx(short * price, rel=1e-4, abs=2.0)
    spent = 0.0 if short else 20_351 * CAKE_LOSES
    assert plan.totals["cost_system"] - YEAR_COST == pytest.approx(spent, rel=1e-3, abs=10.0)


def test_a_target_that_cannot_be_met_leaves_no_plan(tmp_path: Path) -> None:
    """Cement goes 30 km by road and the marl has no railway: no 60 % of tonne-kilometres by rail."""
    case = target(library_case("hand"), indicator="rail_share", value=60)
    assert is_infeasible(case.write(tmp_path / "case"))


def test_a_target_that_is_switched_off_is_not_there(solve: Solve, tmp_path: Path) -> None:
    case = target(library_case("hand"), indicator="rail_share", value=60, active="no")
    plan = solved(solve, case, tmp_path)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST, rel=1e-7)
    assert plan.tables["targets"].empty


def test_a_change_is_asked_for_against_the_base_value(solve: Solve, tmp_path: Path) -> None:
    """112 kgce/t less 3 % are 108.64, below the 110.47 of the plan: it binds."""
    case = target(library_case("hand"), indicator="energy", sense="at_most", value=-3, base_value=112)
    plan = solved(solve, case, tmp_path)
    assert plan.tables["targets"].iloc[0]["required"] == pytest.approx(108.64)
    assert value_of(plan) == pytest.approx(108.64, rel=1e-6)


def test_all_capacity_within_a_norm_is_the_norm_for_each_line(solve: Solve, tmp_path: Path) -> None:
    """A share of 100 % at 110 kgce/t or less, and a ceiling of 110 on every line, are the same."""
    share = target(library_case("hand"), indicator="capacity_within", value=100, norm=110)
    each = target(library_case("hand"), indicator="energy", scope="line", sense="at_most", value=110)
    plans = [solved(solve, case, tmp_path / str(place)) for place, case in enumerate((share, each))]
    costs = [plan.totals["cost_system"] for plan in plans]
    assert costs[0] == pytest.approx(costs[1], rel=1e-7)
    assert costs[0] > YEAR_COST + 1000


def test_half_of_the_capacity_is_within_a_norm_that_only_the_west_keeps(solve: Solve, tmp_path: Path) -> None:
    """Two lines of 1000 t/d: 50 % at 100 kgce/t is the plan as it is, 51 % takes both."""
    cases = [
        target(library_case("hand"), indicator="capacity_within", value=share, norm=100) for share in (50, 51)
    ]
    plan = solved(solve, cases[0], tmp_path / "half")
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST, rel=1e-7)
    try:
        more = solved(solve, cases[1], tmp_path / "more")
    except AssertionError as error:
        assert "INFEASIBLE" in str(error)  # noqa: PT017
    else:
        assert value_of(more) == 100.0


def test_capacity_that_runs_in_one_of_two_seasons_counts_once(solve: Solve, tmp_path: Path) -> None:
    """Both lines run in some half of the year: 2000 t/d in all, of which the west's 1000 keep the norm."""
    case = with_store(
        in_seasons(library_case("hand"), (0.5, 0.5), periods=HALVES), "kiln_east", "clinker", 100
    )
    case = target(case, indicator="capacity_within", value=50, norm=105)
    assert value_of(solved(solve, case, tmp_path)) == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("indicator", "sense", "value"),
    [
        ("rail_share", "at_least", 50), ("clean_transport", "at_least", 20), ("co2_total", "at_most", 290),
        ("clinker_co2", "at_most", 730), ("guideline_intensity", "at_most", 700),
        ("material_use", "at_least", 60), ("raw_material_share", "at_least", 20),
        ("clinker_factor", "at_least", 94.95), ("cement_co2", "at_most", 730),
        ("kiln_co2_total", "at_most", 280),
        ("waste_use", "at_least", 60), ("raw_waste_share", "at_most", 10),
    ],
)  # fmt: skip
def test_a_target_that_binds_is_met_and_costs(
    indicator: str, sense: str, value: float, solve: Solve, tmp_path: Path
) -> None:
    item = "slag_cake" if indicators()[indicator].item else ""
    case = target(library_case("hand"), indicator=indicator, sense=sense, value=value, item=item)
    plan = solved(solve, case, tmp_path)
    assert value_of(plan) == pytest.approx(value, rel=1e-6)
    assert plan.totals["cost_system"] > YEAR_COST + 1000


def test_a_tighter_floor_never_costs_less(solve: Solve, tmp_path: Path) -> None:
    costs = [
        solved(
            solve,
            target(library_case("hand"), indicator="bulk_waste_use", value=value),
            tmp_path / str(value),
        ).totals["cost_system"]
        for value in (48, 52, 60, 75, 90)
    ]
    assert costs == sorted(costs)
    assert costs[0] == pytest.approx(YEAR_COST, rel=1e-7)


def two_years(second: float) -> CaseInCode:
    """2022 with its 400 kt of cement, and 2030 with another demand [kt]."""
    case = library_case("hand")
    year = case.rows("periods")[0]
    case.add("periods", **{**year, "period": "later", "year": 2030})
    case.add("demand", **{**case.rows("demand")[0], "period": "later", "demand": second})
    return case


def co2_of(plan: Solved) -> dict[str, float]:
    book = plan.tables["co2"]
    return book[book["book"] == "physical"].groupby("period")["co2_t"].sum().to_dict()


def test_after_its_peak_co2_does_not_rise(solve: Solve, tmp_path: Path) -> None:
    """420 kt of cement take more CO2 than 400 did; a peak by 2025 lets no more than 2022 had."""
    case = two_years(420)
    free = co2_of(solved(solve, case, tmp_path / "free"))
    assert free["later"] > free["year"] * 1.02
    case.set("case", "peak_year", to=2025)
    held = co2_of(solved(solve, case, tmp_path / "held"))
    assert held["later"] <= held["year"] * (1 + 1e-6)


def test_before_its_peak_co2_may_rise(solve: Solve, tmp_path: Path) -> None:
    case = two_years(420)
    case.set("case", "peak_year", to=2030)
    found = co2_of(solved(solve, case, tmp_path))
    assert found["later"] > found["year"] * 1.02


def model() -> Built:
    return built("policy")


def test_a_row_is_the_numerator_less_what_is_required_of_the_denominator() -> None:
    """A share of 1 % by rail: a tonne that goes 210 of 247 km by rail counts 210 - 0.01 x 247 = 207.53."""
    terms = terms_of(model(), "c_target", "rail", "region", "2030")
    clinker = {name: coef for name, coef in terms.items() if name.startswith("v_haul[kiln_west,clinker")}
    assert sorted(clinker.values()) == pytest.approx([-0.01 * 220, 210 - 0.01 * 247], rel=1e-9)
