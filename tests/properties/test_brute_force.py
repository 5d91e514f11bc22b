"""The program against an enumeration of every whole-number choice; see ``plain_model``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases_in_code import library_case
from tests.properties.plain_model import least_cost
from tests.properties.random_cases import random_case
from tests.solving import Solved

Plan = Callable[..., Solved]


SEEDS = [*range(104, 108), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(108, 120))]


@pytest.mark.parametrize("seed", SEEDS)
def test_least_cost_is_that_of_the_best_enumerated_choice(seed: int, solve_in_code: Plan) -> None:
    """Lines running and raw materials taken by each kiln: up to 49 linear programs."""
    case = random_case(seed)
    assert solve_in_code(case).totals["cost_system"] == pytest.approx(least_cost(case), rel=1e-6)


def test_enumeration_finds_the_cost_of_the_notes() -> None:
    """100.263 million CNY: the enumeration itself is held against the hand-worked case."""
    assert least_cost(library_case("hand")) == pytest.approx(100.263e6, rel=1e-5)
