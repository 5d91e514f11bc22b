"""More supply, more capacity or a looser limit never costs more.

Money is the cement sector's: in the system total waste that nobody takes is disposed of at a cost, so that
more of it can cost more.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases_in_code import CaseInCode
from tests.solving import Solved

Plan = Callable[..., Solved]
Change = Callable[[CaseInCode], None]
SOLVER_NOISE = 1e-7


def _add(table: str, key: str, column: str, amount: float) -> Change:
    def change(case: CaseInCode) -> None:
        case.set(table, key, column=column, to=case.get(table, key, column) + amount)

    return change


LOOSER: dict[str, Change] = {
    "more slag arises": _add("sources", "works_slag_cake", "arising", 150),
    "more slag can be stored": _add("sources", "works_slag_cake", "store", 100),
    "the lower KH falls": _add("limits", "clinker+kh", "lower", -0.02),
    "the upper KH rises": _add("limits", "clinker+kh", "upper", 0.02),
    "cement may hold more sulphate": _add("products", "portland", "so3_max", 0.3),
    "a kiln gets another line": _add("kilns", "kiln_east", "lines", 1),
    "lines may run at a lower load": _add("kiln_classes", "dry_line", "min_load", -20),
    "campaigns may be shorter": _add("kiln_classes", "dry_line", "days_min", -40),
    "a line gets another feeder": _add("kiln_classes", "dry_line", "raw_feeders", 1),
    "feeders may be used less": _add("kiln_classes", "dry_line", "feeder_minimum", -5),
    "more exhaust heat can be used": _add("kiln_classes", "dry_line", "exhaust_heat", 0.1),
}


def _clamped(case: CaseInCode) -> CaseInCode:
    """Loosened figures back inside what the data dictionary allows."""
    for column in ("days_min", "feeder_minimum", "min_load"):
        case.set_all("kiln_classes", column=column, to=max(0.0, case.get("kiln_classes", "dry_line", column)))
    return case


@pytest.mark.parametrize("looser", list(LOOSER))
def test_cost_does_not_rise_when(
    looser: str, small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan
) -> None:
    """Every plan of the tighter case is a plan of the looser one."""
    other = small_case.copy()
    LOOSER[looser](other)
    loose = solve_in_code(_clamped(other), money="cement").totals["cost"]
    tight = plan_of(small_case, money="cement").totals["cost"]
    assert loose <= tight * (1 + SOLVER_NOISE)


def test_some_loosening_lowers_the_cost(small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan) -> None:
    """All at once must pay, or the test above would prove nothing."""
    other = small_case.copy()
    for change in LOOSER.values():
        change(other)
    loose = solve_in_code(_clamped(other), money="cement").totals["cost"]
    assert loose < plan_of(small_case, money="cement").totals["cost"] * (1 - 1e-4)
