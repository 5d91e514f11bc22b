"""Projects added to a case in code, and the hand-worked case with its east kiln alone.

The east kiln alone: 200 kt of cement ask for 200 × 37/39 = 189.744 kt of clinker, all from marl (1.52848 t
dry a tonne) and coal (0.141304 t a tonne); least load 50 % lets the line run as many days as its gas needs.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.cases_in_code import CaseInCode, library_case

YEAR = 2022
"""Year of the hand-worked case."""
CLINKER = 200.0 * 37 / 39
"""kt of clinker of the east kiln alone."""
MARL, COAL = 1.52848, 0.141304
"""Dry tonnes of marl and tonnes of coal per tonne of clinker (`NOTES.md` of the library case, 3)."""


def with_project(
    case: CaseInCode, project: str, kind: str, effects: Mapping[str, Mapping[str, float]], *, required: bool
) -> CaseInCode:
    """The same case with a project; effects by target and name, an item after a colon (``retention:cl``)."""
    other = case.copy()
    year = YEAR if required else ""
    other.add("projects", project=project, kind=kind, capital_cost=0, life=20, required_by=year)
    for target, figures in effects.items():
        for name, amount in figures.items():
            effect, _, item = name.partition(":")
            other.add(
                "project_effects",
                project=project,
                effect=effect,
                target=target,
                item=item or "-",
                amount=amount,
            )
    return other


def east_alone() -> CaseInCode:
    """One kiln, one raw material, 200 kt of cement."""
    case = library_case("hand")
    case.keep("kilns", lambda row: row["kiln"] == "kiln_east")
    case.keep("sources", lambda row: row["source_id"] != "works_slag_cake")
    case.set_all("demand", column="demand", to=200)
    case.set_all("kiln_classes", column="min_load", to=50)
    return case
