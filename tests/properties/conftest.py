"""Plans of small random cases, solved once for all property tests of a worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.cases_in_code import CaseInCode, library_case
from tests.properties.random_cases import random_case
from tests.solving import Solve, Solved

CASES = ["hand", *(pytest.param(number, marks=pytest.mark.slow) for number in (11, 23, 47))]


@pytest.fixture(scope="session", params=CASES, ids=lambda name: f"case-{name}")
def small_case(request: pytest.FixtureRequest) -> CaseInCode:
    """The hand case and random ones like it."""
    return library_case("hand") if request.param == "hand" else random_case(request.param)


@pytest.fixture(scope="session")
def solve_in_code(solve: Solve, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Solved]:
    """Solve a case made in code; options are those of a run."""

    def solved(case: CaseInCode, **options: object) -> Solved:
        return solve(case.write(tmp_path_factory.mktemp("case") / "case"), **options)

    return solved


@pytest.fixture(scope="session")
def plan_of(solve_in_code: Callable[..., Solved]) -> Callable[..., Solved]:
    """The plan of an unchanged case, solved once per set of options."""
    known: dict[int, CaseInCode] = {}

    @cache
    def plan(number: int, money: str) -> Solved:
        return solve_in_code(known[number], money=money)

    def found(case: CaseInCode, *, money: str = "system") -> Solved:
        known[id(case)] = case
        return plan(id(case), money)

    return found
