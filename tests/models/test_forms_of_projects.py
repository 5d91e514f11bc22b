"""Targets on CO2 count what is captured, green power and new trucks, and the audit counts the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects_in_code import east_alone, with_project
from tests.solving import Solve


def test_a_ceiling_on_all_co2_is_met_by_capture_green_power_and_trucks(solve: Solve, tmp_path: Path) -> None:
    """At least cost nothing of it pays; a ceiling of 140 kt makes it worth while, and binds."""
    amine = {"capture_share": 90.0, "capture_capacity": 50.0, "capture_heat": 3.5, "capture_cost": 400.0}
    case = with_project(east_alone(), "amine", "capture", {"kiln_east": amine}, required=False)
    wind = {"East cement": {"green_power": 5000.0, "green_power_premium": 0.05}}
    case = with_project(case, "wind", "green_power", wind, required=False)
    case = with_project(case, "fleet", "electric_trucks", {"city": {"truck_co2": -0.05}}, required=True)
    case.add("targets", target="ceiling", scope="region", indicator="co2_total", sense="at_most", value=140)
    plan = solve(case.write(tmp_path))
    assert plan.totals["co2_t"] == pytest.approx(140_000, rel=1e-5)
    assert plan.totals["co2_by_scope"]["captured"] < -10_000
