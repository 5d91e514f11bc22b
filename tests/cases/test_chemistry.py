"""Chemistry, heat, days and grades, worked by hand."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from cases import load_case
from cases.calendar import arising_by_day, days_between, period_days, run_dates, running_days
from cases.case import Case
from cases.chemistry import bound_water, carbonate_capacity, metric_defs, split_lime
from cases.grades import grade_of, grades
from cases.heat import hydrate_heat, reaction_heat, reference_heat
from cases.records import Analysis, Profile
from cases.row import MonthDay
from cases.shifting import kiln_dates


@pytest.fixture(scope="module")
def hand() -> Case:
    case = load_case("hand").case
    assert case is not None
    return case


def analysis(**values: float | str) -> Analysis:
    plain = dict.fromkeys(("loi", "co2", "sio2", "al2o3", "fe2o3", "cao", "mgo"), 0.0)
    other = dict.fromkeys(("organic_c", "organic_s", "k2o", "na2o", "so3", "cl", "p2o5", "tio2"))
    return Analysis(**{"analysis": "a", "other_cao": "free", "traces": {}, **plain, **other, **values})  # type: ignore[arg-type]


def test_a_pure_limestone_is_all_carbonate() -> None:
    """CaO 56.03 % holds 0.7848 x 56.03 = 43.97 % CO2."""
    lime = split_lime(analysis(loi=43.97, co2=43.97, cao=56.03))
    assert lime.carbonate_cao == pytest.approx(0.5603, abs=1e-4)
    assert lime.free_cao == pytest.approx(0, abs=1e-4)


def test_carbide_slag_is_mostly_hydrate() -> None:
    """CaO 63.9 %, LOI 24.3 %, CO2 6.4 %.

    theta = 6.4 / (0.7848 x 63.9) = 6.4 / 50.149 = 0.12762; carbonate CaO 8.155 %, the other 55.745 %.
    Water 24.3 - 6.4 = 17.9 %; the other CaO could take 55.745 x 18.015 / 56.077 = 17.908 %:
    all but a trace is hydrate.
    """
    lime = split_lime(analysis(loi=24.3, co2=6.4, cao=63.9, other_cao="hydrate"))
    assert lime.carbonate_cao == pytest.approx(0.08155, abs=1e-5)
    assert lime.hydrate_cao == pytest.approx(0.55718, abs=1e-4)
    assert lime.hydrate_water == pytest.approx(0.179, abs=1e-6)
    assert lime.free_cao == pytest.approx(0.00026, abs=1e-4)


def test_steel_slag_holds_its_lime_in_silicates() -> None:
    lime = split_lime(analysis(loi=2, co2=1, cao=42, mgo=7, other_cao="silicate"))
    theta = 1 / (0.7848 * 42 + 1.0919 * 7)
    assert lime.silicate_cao == pytest.approx(0.42 * (1 - theta))
    assert lime.carbonate_mgo == pytest.approx(0.07 * theta)
    assert lime.hydrate_cao == lime.free_cao == 0


def test_carbonates_hold_what_stoichiometry_lets_them() -> None:
    assert carbonate_capacity(analysis(cao=50, mgo=10)) == pytest.approx(
        50 * 44.01 / 56.077 + 10 * 44.01 / 40.304, abs=0.01
    )
    assert bound_water(analysis(loi=10, co2=3, organic_c=2)) == 5
    assert bound_water(analysis(loi=-5)) == 0


def test_hydrate_needs_less_heat_than_carbonate_as_far_as_a_line_keeps_it(hand: Case) -> None:
    """3.18 - 0.75 x (3.18 - 1.94) = 2.25 GJ/t CaO."""
    assert hydrate_heat(hand.factors) == pytest.approx(2.25)
    assert reaction_heat(
        hand.factors, analysis(cao=100, loi=43, co2=0, other_cao="silicate")
    ) == pytest.approx(1.13)


def test_the_reference_heat_of_the_hand_case_is_that_of_its_notes(hand: Case) -> None:
    """Ash 0.1 x 3.25 / 23 = 0.01413 t; marl 0.98587 / 0.645 = 1.52848 t.

    Base 3.25 - 1.52848 x 1.33969 = 1.20232 GJ/t; water 1.52848 x 2/98 = 0.03119 t;
    gas 3.25 x 330 + 1.52848 x 218.352 = 1406.25 m3.
    """
    heat = reference_heat(hand, "dry_line")
    assert heat == reference_heat(hand, "kiln_west")
    assert heat.base == pytest.approx(1.20232, abs=1e-5)
    assert heat.water == pytest.approx(0.03119, abs=1e-5)
    assert heat.gas_m3_per_t == pytest.approx(1406.25, abs=0.01)
    assert heat.drying_exhaust == pytest.approx(2.55 * heat.water)
    assert heat.drying_fuel == 0


def test_drying_beyond_the_exhaust_gas_is_fuel_and_not_base(hand: Case) -> None:
    wet = replace(hand, materials={**hand.materials, "marl": replace(hand.materials["marl"], moisture=30.0)})
    heat = reference_heat(wet, "dry_line")
    drying = 2.55 * 1.52848 * 30 / 70
    assert heat.drying_exhaust == pytest.approx(0.6)
    assert heat.drying_fuel == pytest.approx(drying - 0.6, abs=1e-4)
    assert heat.base == pytest.approx(1.20232 - (drying - 0.6), abs=1e-4)


def test_a_kilns_own_measured_heat_moves_its_base(hand: Case) -> None:
    """0.2 GJ more, whose coal leaves 0.1 x 0.2 / 23 = 0.00087 t of ash: 0.001348 t less marl, 0.001806 GJ."""
    kilns = {**hand.kilns, "kiln_west": replace(hand.kilns["kiln_west"], specific_heat=3.45)}
    heat = reference_heat(replace(hand, kilns=kilns), "kiln_west")
    assert heat.base == pytest.approx(reference_heat(hand, "dry_line").base + 0.201806, abs=1e-6)


def test_metrics_are_data(hand: Case) -> None:
    defs = metric_defs(hand)
    assert defs["kh"].numerator == {"cao": 1, "al2o3": -1.65, "fe2o3": -0.35, "so3": -0.7}
    assert defs["kh"].denominator == {"sio2": 2.8}
    assert defs["input_cl"].basis == "input"
    assert defs["sulphur_alkali"].floor == 0.00005


def test_belite_is_its_own_formula_expanded(hand: Case) -> None:
    c3s, c2s = metric_defs(hand)["c3s"].numerator, metric_defs(hand)["c2s"].numerator
    for item in c2s:
        expected = (2.867 if item == "sio2" else 0.0) - 0.7544 * c3s[item]
        assert c2s[item] == pytest.approx(expected, abs=1e-6)


def test_days_run_over_new_year_and_have_no_leap_day() -> None:
    winter = days_between(MonthDay(11, 1), MonthDay(4, 30))
    assert len(winter) == 61 + 120
    assert {0, 364, 304} <= winter
    assert len(days_between(MonthDay(1, 1), MonthDay(12, 31))) == 365


def test_running_days_are_what_the_stop_windows_leave_or_the_kilns_own(hand: Case) -> None:
    assert period_days(hand, "year") == 365
    assert running_days(hand, "kiln_west", "year") == 304 == len(run_dates(hand, "region", "year"))
    own = replace(hand, kilns={"kiln_west": replace(hand.kilns["kiln_west"], days_max=320.0)})
    assert running_days(own, "kiln_west", "year") == 320
    assert len(kiln_dates(own, "kiln_west", "year")) == 365
    assert kiln_dates(hand, "kiln_west", "year") == run_dates(hand, "region", "year")


def test_what_arises_adds_up_to_the_year_and_follows_its_profile(hand: Case) -> None:
    assert arising_by_day(hand, "works_slag_cake").sum() == pytest.approx(200)
    assert np.isinf(arising_by_day(hand, "quarry_marl")).all()
    months = {f"m{month:02d}": 0.0 for month in range(1, 13)} | {"m01": 75.0, "m07": 25.0}
    profiles = {"winter": Profile(profile="winter", **months)}
    source = replace(hand.sources["works_slag_cake"], profile="winter")
    daily = arising_by_day(
        replace(hand, profiles=profiles, sources={"works_slag_cake": source}), "works_slag_cake"
    )
    assert daily[:31].sum() == pytest.approx(150)
    assert daily[31:181].sum() == 0
    assert daily[181] == pytest.approx(50 / 31)


def test_sources_with_figures_of_their_own_are_grades_of_their_own(hand: Case) -> None:
    own = replace(hand.sources["works_slag_cake"], source_id="s2", moisture=25.0)
    case = replace(hand, sources={**hand.sources, "s2": own})
    assert grade_of(case, "works_slag_cake") == "slag_cake"
    assert grade_of(case, "s2") == "slag_cake@s2"
    found = grades(case)
    assert list(found) == sorted(found)
    assert found["slag_cake@s2"].moisture == 25
    assert found["slag_cake@s2"].analysis == found["slag_cake"].analysis == case.analyses["slag_cake"]
    assert found["coal"].analysis is None


def test_a_case_cannot_be_changed_but_can_be_sent_to_another_process(hand: Case) -> None:
    with pytest.raises(FrozenInstanceError):
        hand.fingerprint = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        hand.sources["x"] = hand.sources["works_coal"]  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        hand.sources["works_coal"].price = 1  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(hand)) == hand == copy.deepcopy(hand)


def test_every_value_knows_its_cell(hand: Case) -> None:
    assert str(hand.cell("sources", "works_coal", "price")) == "sources.csv:5 price"
    assert str(hand.cell("limits", ("clinker", "kh"), "upper")) == "limits.csv:3 upper"
    assert str(hand.cell("factors", "grid_co2", "value")) == "factors.csv:2 value"
    assert hand.cell("profiles", "x", "m01") is None
