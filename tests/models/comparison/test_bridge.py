"""The bridge: Shapley values over the levers of the per-kiln identity, residual zero."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.case import Case
from models.comparison.attribution import COLUMNS
from models.comparison.bridge import END, QUANTITIES, START, bridge
from models.comparison.shapley import Term, shapley
from models.comparison.state import State
from tests.models.comparison.states import STATES, Pair

KILNS = ("kiln_west", "kiln_east")


def test_two_levers_share_a_change_as_worked_by_hand() -> None:
    """2·3 = 6 becomes 5·4 = 20.

    The first lever gives (5-2)·3 = 9 when it moves first and (5-2)·4 = 12 when it moves second: 10.5.
    The second gives 2·(4-3) = 2 or 5·(4-3) = 5: 3.5. Together 14 = 20 - 6.
    """
    term = Term({"days": (np.array([2.0]), np.array([5.0])), "rate": (np.array([3.0]), np.array([4.0]))})
    assert shapley([term]) == {"days": 10.5, "rate": 3.5}


def test_a_lever_in_two_terms_gets_the_sum_of_both() -> None:
    """2·3 -> 5·3 gives the first lever 9; 2·10 -> 5·10 gives it 30."""
    one = Term({"days": (np.array([2.0]), np.array([5.0])), "rate": (np.array([3.0]), np.array([3.0]))})
    two = Term({"days": (np.array([2.0]), np.array([5.0])), "load": (np.array([10.0]), np.array([10.0]))})
    assert shapley([one, two]) == {"days": 39.0, "rate": 0.0, "load": 0.0}


PER_KILN = (
    ("co2", "process", "own"), ("co2", "fuel_fossil", "own"), ("co2", "electricity", "own"),
    ("cost", "virgin_materials", "raw"), ("cost", "virgin_materials", "fuel"), ("cost", "waste_price", "raw"),
    ("cost", "electricity", "own"), ("cost", "kiln_variable", "own"), ("cost", "freight", "raw"),
    ("cost", "kiln_start", "own"),
)  # fmt: skip
PER_MILL = (
    ("co2", "electricity", "own"), ("co2", "transport", "cement"), ("cost", "milling", "own"),
    ("cost", "freight", "cement"), ("cost", "virgin_materials", "addition"),
)  # fmt: skip


def random_state(dice: random.Random, case: Case) -> State:
    """A state of two kilns, either of which may stand; amounts are some or nothing per tonne made."""

    def some() -> float:
        return 0.0 if dice.random() < 0.3 else dice.uniform(0.1, 10.0)

    clinker = [1e5 * some() for _ in KILNS]
    cement = sum(clinker) * dice.uniform(1.0, 3.0)
    rows: list[tuple[str | float, ...]] = []
    for kiln, tonnes in zip(KILNS, clinker, strict=True):
        rows += [(*what, "kiln", kiln, "", tonnes * some()) for what in PER_KILN]
    rows += [(*what, "mill", "mill", "", cement * some()) for what in PER_MILL]
    rows.append(("cost", "disposal", "own", "source", "works_slag_cake", "", 1e5 * some()))
    rows.append(("co2", "imports", "own", "market", "city_market", "", 1e5 * some()))
    heat = [tonnes * dice.uniform(1.0, 5.0) for tonnes in clinker]
    kilns = pd.DataFrame({"clinker_t": clinker, "heat_gj": heat}, index=pd.Index(KILNS, name="kiln"))
    tables = {"cement": pd.DataFrame({"cement_t": [cement]})}
    return State(case, tables, {}, pd.DataFrame(rows, columns=COLUMNS), kilns)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_levers_add_up_to_the_change_for_any_two_states(hand: Pair, seed: int) -> None:
    dice = random.Random(seed)
    ends = {START: random_state(dice, hand.case), END: random_state(dice, hand.case)}
    told = bridge(ends[START], ends[END])
    for quantity, (kind, categories) in QUANTITIES.items():
        rows = told[told["quantity"] == quantity].set_index("lever")["amount"]
        for end, state in ends.items():
            owned = state.owned[state.owned["quantity"] == kind]
            whole = float(owned.loc[owned["category"].isin(categories), "amount"].sum())
            assert rows[end] == pytest.approx(whole, rel=1e-9, abs=1e-6)
        residual = rows[END] - rows[START] - rows.drop([START, END]).sum()
        assert abs(residual) <= 1e-9 * max(rows[START], rows[END], 1.0)
        assert "other" not in rows.index


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_two_equal_states_give_every_lever_exactly_nothing(hand: Pair, seed: int) -> None:
    state = random_state(random.Random(seed), hand.case)
    levers = bridge(state, state)
    levers = levers[~levers["lever"].isin([START, END])]
    assert (levers["amount"] == 0.0).all()


def test_starting_a_kiln_is_a_matter_of_shares_alone(hand: Pair) -> None:
    """Half of 100 t of clinker moves from a kiln of 1 t CO2 per tonne to one of 0.6: 50·0.4 = 20 t less."""

    def state(west: float, east: float) -> State:
        made = [("kiln_west", west, 1.0), ("kiln_east", east, 0.6)]
        rows = [("co2", "process", "own", "kiln", k, "", t * factor) for k, t, factor in made]
        kilns = pd.DataFrame(
            {"clinker_t": [west, east], "heat_gj": [0.0, 0.0]}, index=pd.Index(KILNS, name="kiln")
        )
        tables = {"cement": pd.DataFrame({"cement_t": [125.0]})}
        return State(hand.case, tables, {}, pd.DataFrame(rows, columns=COLUMNS), kilns)

    told = bridge(state(100.0, 0.0), state(50.0, 50.0))
    rows = told[told["quantity"] == "co2_t"].set_index("lever")["amount"].to_dict()
    assert rows == pytest.approx(
        {
            START: 100.0,
            "activity": 0.0,
            "clinker_factor": 0.0,
            "kiln_shares": -20.0,
            "raw_mix": 0.0,
            END: 80.0,
        }
    )


def test_levers_that_do_not_change_between_two_real_plans_get_exactly_nothing(hand: Pair) -> None:
    """Both plans grind the same cement from the same clinker of the same kilns and burn one coal."""
    rows = hand.tables["bridge"]
    still = ["activity", "clinker_factor", "kiln_shares", "fuel_factor", "fuel_price", "kiln_running"]
    assert rows.loc[rows["lever"].isin(still), "amount"].eq(0.0).all()


@pytest.mark.parametrize("name", ["hand", pytest.param("mid", marks=pytest.mark.slow)])
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_the_bridge_of_two_real_plans_runs_from_total_to_total(
    request: pytest.FixtureRequest, name: str, quantity: str
) -> None:
    pair: Pair = request.getfixturevalue(name)
    told = pair.tables["bridge"]
    rows = told[told["quantity"] == quantity].set_index("lever")["amount"]
    for end, state in zip((START, END), STATES, strict=True):
        assert rows[end] == pytest.approx(pair.accounts(state).totals[quantity], rel=1e-9)
    assert rows.drop(END).sum() == pytest.approx(rows[END], rel=1e-9)
    assert "other" not in rows.index


@pytest.mark.slow
def test_carbide_slag_shows_as_the_raw_mix_in_co2(mid: Pair) -> None:
    """Waste in the raw mix takes the place of limestone: the largest lever of CO2, and it lowers it."""
    told = mid.tables["bridge"]
    rows = told[told["quantity"] == "co2_t"].set_index("lever")["amount"].drop([START, END])
    assert rows.idxmin() == "raw_mix"
