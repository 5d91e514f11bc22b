"""A chlorine bypass, worked out by hand on the hand-worked case with its east kiln alone.

RDF is here coal (23 GJ/t, ash 10 %) but for 0.7 % of chlorine and a fee of 100 CNY a tonne, so that a tonne
of clinker takes 1.52848 t of marl and 0.141304 t of fuel however the fuel is shared. Chlorine of marl and
coal is 0.01 %, the limit of clinker 0.04 %: with r tonnes of RDF a tonne of clinker

    kept · (0.0001 × 1.52848 + 0.0001 × (0.141304 - r) + 0.007 r) ≤ 0.0004

Without a bypass all is kept: r = (0.0004 - 0.000166978) / 0.0069 = 0.033771. With one that takes 50 points
out: r = (0.0008 - 0.000166978) / 0.0069 = 0.091742.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases_in_code import CaseInCode
from tests.projects_in_code import CLINKER, COAL, MARL, east_alone, with_project
from tests.solving import Solve, Solved


def rdf_burnt(kept: float) -> float:
    """kt of RDF a year that the chlorine of clinker lets be."""
    fed = 0.0004 / kept - 0.0001 * (MARL + COAL)
    return CLINKER * fed / 0.0069


def with_rdf() -> CaseInCode:
    case = east_alone()
    case.add(
        "materials", material="rdf", waste="no", bulk="no", raw="no", fuel="yes", goods_group="minerals",
        moisture=8, permit="no",
    )  # fmt: skip
    case.add(
        "fuels", **{**case.row("fuels", "coal"), "material": "rdf", "chlorine": 0.7, "alternative": "yes"}
    )
    case.add("sources", source_id="city_rdf", site="quarry", material="rdf", price=-100)
    case.set_all("kiln_classes", column="tsr_max", to=100)
    case.set_all("kiln_classes", column="fuel_feeders", to=2)
    return case


def bypass(case: CaseInCode, *, points: float = -50, required: bool = True) -> CaseInCode:
    return with_project(case, "bypass", "bypass", {"kiln_east": {"retention:cl": points}}, required=required)


def burnt(plan: Solved) -> float:
    feed = plan.tables["kiln_feed"]
    return float(feed.loc[feed["material"] == "rdf", "wet_t"].sum())


def chlorine(plan: Solved) -> float:
    return float(plan.tables["quality"].set_index("metric")["value"]["cl"])


def test_chlorine_of_clinker_limits_rdf(solve: Solve, tmp_path: Path) -> None:
    plan = solve(with_rdf().write(tmp_path))
    assert burnt(plan) == pytest.approx(1000 * rdf_burnt(1.0), rel=1e-4)


def test_a_bypass_lets_more_rdf_in(solve: Solve, tmp_path: Path) -> None:
    """50 points less of the chlorine fed stay in the clinker, which still holds 0.04 %."""
    plan = solve(bypass(with_rdf()).write(tmp_path))
    assert burnt(plan) == pytest.approx(1000 * rdf_burnt(0.5), rel=1e-4)
    assert chlorine(plan) == pytest.approx(0.04)


def test_a_bypass_that_must_stand_takes_its_chlorine_out_where_nothing_asks_for_it(
    solve: Solve, tmp_path: Path
) -> None:
    """Without RDF 0.0001 × (1.52848 + 0.141304) = 0.0167 % of chlorine are fed, half of it is kept."""
    plan = solve(bypass(east_alone()).write(tmp_path))
    assert chlorine(plan) == pytest.approx(100 * 0.5 * 0.0001 * (MARL + COAL), rel=1e-4)


def test_a_floor_on_what_is_kept_counts_what_the_bypass_takes(solve: Solve, tmp_path: Path) -> None:
    """Sulphur kept is 0.64 %; a bypass of 30 points leaves 0.45 %: a floor of 0.5 % keeps it unbuilt."""
    case = with_project(
        east_alone(), "bypass", "bypass", {"kiln_east": {"retention:so3": -30}}, required=False
    )
    case.set("limits", "clinker+so3", column="lower", to=0.5)
    plan = solve(case.write(tmp_path))
    assert plan.tables["projects"]["units"].tolist() == [0]
