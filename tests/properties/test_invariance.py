"""What a case calls things, in which order and in which units, changes nothing that is summed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.cases_in_code import CaseInCode, renamed, reordered
from tests.solving import Solved

Plan = Callable[..., Solved]


def _flat(totals: Mapping[str, Any]) -> dict[str, float]:
    """Every number of the totals under one name."""
    flat: dict[str, float] = {}
    for name, value in totals.items():
        parts = value.items() if isinstance(value, Mapping) else [("", value)]
        flat |= {f"{name}.{part}": float(number) for part, number in parts}
    return flat


def _mirrored(name: str) -> str:
    """Another name that also sorts differently."""
    return f"z{name[::-1]}" if len(name) % 2 else f"a{name[::-1]}"


def test_renaming_every_id_changes_no_total(
    small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan
) -> None:
    """Ids of places, sites, materials, sources, kilns, classes, products and all others written backwards."""
    other = solve_in_code(renamed(small_case, _mirrored))
    assert _flat(other.totals) == pytest.approx(_flat(plan_of(small_case).totals), rel=1e-6, abs=1e-6)


def test_reordering_the_rows_of_every_table_changes_no_total(
    small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan
) -> None:
    """Rows shuffled in every csv file."""
    other = solve_in_code(reordered(small_case, seed=5))
    assert _flat(other.totals) == pytest.approx(_flat(plan_of(small_case).totals), rel=1e-6, abs=1e-6)


def test_other_units_in_the_unit_row_change_no_total(
    small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan
) -> None:
    """Demand and arisings in tonnes for kilotonnes, lengths in metres for kilometres."""
    other = small_case.copy()
    for table, column, unit in (
        ("demand", "demand", "t"),
        ("sources", "arising", "t/a"),
        ("links", "length", "m"),
    ):
        other.tables[table].units[column] = unit
        for row in other.rows(table):
            row[column] = repr(1000 * float(row[column])) if row[column] else ""
    found = solve_in_code(other)
    assert _flat(found.totals) == pytest.approx(_flat(plan_of(small_case).totals), rel=1e-6, abs=1e-6)
