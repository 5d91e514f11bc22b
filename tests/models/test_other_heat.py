"""Electric calciner and hydrogen, by hand: heat, power and a source opened, no mathematics more.

The hand-worked case with its east kiln alone; the ceiling on KH is lifted, since less coal brings less ash:

    0.645 m + 0.1 q = 1
    heat of fuels = 1.20232 + 1.33969 m + heat of the project
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases_in_code import CaseInCode
from tests.projects_in_code import CLINKER, east_alone, with_project
from tests.solving import Solve, Solved

HYDROGEN = 120.0
"""GJ per tonne of hydrogen."""


def lifted() -> CaseInCode:
    case = east_alone()
    case.set("limits", "clinker+kh", column="upper", to=1.0)
    return case


def burnt(plan: Solved, material: str) -> float:
    feed = plan.tables["kiln_feed"]
    return float(feed.loc[feed["material"] == material, "wet_t"].sum()) / (1000 * CLINKER)


def coal(*, of_heat: float = 1.0, project: float = 0.0) -> float:
    """Tonnes of coal a tonne of clinker that give a part of the heat.

    23 q = of_heat · (1.20232 + 1.33969 · (1 - 0.1 q) / 0.645 + project).
    """
    per_marl = 1.33969 / 0.645
    return of_heat * (1.20232 + per_marl + project) / (23 + of_heat * 0.1 * per_marl)


def test_an_electric_calciner_takes_power_in_the_place_of_fuel(solve: Solve, tmp_path: Path) -> None:
    """1 GJ less and 320 kWh more a tonne of clinker: 0.0978 t of coal in the place of 0.1413."""
    effects = {"kiln_east": {"heat": -1.0, "power": 320}}
    case = with_project(lifted(), "calciner", "electric_calciner", effects, required=True)
    free, plan = solve(lifted().write(tmp_path / "free")), solve(case.write(tmp_path / "with"))
    assert burnt(plan, "coal") == pytest.approx(coal(project=-1.0), rel=1e-5)
    used = [x.tables["energy"].set_index("id").loc["kiln_east", "used_mwh"] for x in (plan, free)]
    fewer = 30 * (burnt(free, "coal") - burnt(plan, "coal")) * CLINKER
    more = 12 * (burnt_marl(plan) - burnt_marl(free)) * CLINKER
    assert used[0] - used[1] == pytest.approx(320 * CLINKER - fewer + more, rel=1e-5)


def burnt_marl(plan: Solved) -> float:
    feed = plan.tables["kiln_feed"]
    return float(feed.loc[feed["material"] == "marl", "dry_t"].sum()) / (1000 * CLINKER)


def with_hydrogen(*, price: float, capital: float) -> CaseInCode:
    """Hydrogen up to a fifth of the heat, from a source that a project opens."""
    case = lifted()
    case.add(
        "materials", material="hydrogen", waste="no", bulk="no", raw="no", fuel="yes", goods_group="minerals",
        moisture=0, permit="no",
    )  # fmt: skip
    figures = {"material": "hydrogen", "ncv": HYDROGEN, "ash": 0, "ash_analysis": "", "sulphur": 0}
    figures |= {"chlorine": 0, "co2": 0, "fossil_share": 0, "alternative": "no", "max_heat_share": 20}
    case.add("fuels", **{**case.row("fuels", "coal"), **figures})
    case.add("sources", source_id="electrolyser", site="kiln_site_east", material="hydrogen", price=price)
    case.set_all("kiln_classes", column="fuel_feeders", to=2)
    case.set_all("kiln_classes", column="feeder_minimum", to=0)
    project = with_project(case, "electrolysis", "hydrogen", {"electrolyser": {"source": 1}}, required=False)
    project.set("projects", "electrolysis", column="capital_cost", to=capital)
    return project


def test_hydrogen_is_burnt_up_to_its_share_once_its_source_is_there(solve: Solve, tmp_path: Path) -> None:
    """Cheaper than coal by the GJ: a fifth of the heat, four fifths from coal, and no CO2 of its own."""
    plan = solve(with_hydrogen(price=1000, capital=0).write(tmp_path))
    q = coal(of_heat=0.8)
    assert burnt(plan, "coal") == pytest.approx(q, rel=1e-5)
    assert burnt(plan, "hydrogen") == pytest.approx(q * 23 / 4 / HYDROGEN, rel=1e-5)
    fossil = plan.totals["co2_by_scope"]["fuel_fossil"]
    assert fossil == pytest.approx(1000 * CLINKER * q * 23 * 0.095, rel=1e-5)


def test_no_hydrogen_is_burnt_where_its_source_is_too_dear_to_build(solve: Solve, tmp_path: Path) -> None:
    plan = solve(with_hydrogen(price=1000, capital=1e9).write(tmp_path))
    assert burnt(plan, "hydrogen") == 0
    assert burnt(plan, "coal") == pytest.approx(coal(), rel=1e-5)
