"""Plans broken in their projects: units, order of years, groups, relations, budgets, ways and sources."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from cases.records import Project, ProjectEffect, ProjectRelation, Year
from models.audit.codes import Code
from tests.models.audit.mutations import NO_NOTE, Break, Plan, both, copied, info, row

FIGURES: dict[str, Any] = {
    "kind": "other", "capital_cost": 100.0, "life": 20.0, "fixed_cost": 0.0, "units": 1, "active": True,
    **dict.fromkeys(("name", "name_zh", "company", "earliest", "required_by", "group")), **NO_NOTE,
}  # fmt: skip


def listed(name: str, built: float = 1.0, **figures: object) -> Break:
    """The case has one more project, of which so many units are there in 2022."""

    def apply(plan: Plan) -> None:
        made = Project(project=name, **(FIGURES | figures))
        plan.case = replace(plan.case, projects={**plan.case.projects, name: made})
        more = pd.DataFrame([{"project": name, "year": "2022", "units": built}])
        plan.tables["projects"] = pd.concat(
            [plan.tables.get("projects", more.iloc[:0]), more], ignore_index=True
        )

    return apply


def acts(project: str, effect: str, target: str, amount: float, item: str = "-") -> Break:
    """A project has one more effect."""

    def apply(plan: Plan) -> None:
        key = (project, effect, target, item)
        made = ProjectEffect(
            project=project, effect=effect, target=target, item=item, amount=amount, **NO_NOTE
        )
        plan.case = replace(plan.case, project_effects={**plan.case.project_effects, key: made})

    return apply


def related(relation: Any) -> Break:
    """Project a needs or excludes project b."""

    def apply(plan: Plan) -> None:
        made = ProjectRelation(project="a", other="b", relation=relation, active=True, **NO_NOTE)
        plan.case = replace(plan.case, project_relations={("a", "b"): made})

    return apply


def budget(amount: float) -> Break:
    """A budget of 2022 (kCNY)."""

    def apply(plan: Plan) -> None:
        blank = {"represents": None, "grid_co2": None, "electricity_price": None, "waste_arising": 100.0}
        plan.case = replace(plan.case, years={"2022": Year(year=2022, budget=amount, **blank, **NO_NOTE)})

    return apply


def gone(plan: Plan) -> None:
    """A second year in which nothing of project a is left."""
    copied("periods", "year", "later", period="later", year=2025)(plan)
    more = pd.DataFrame([{"project": "a", "year": "2025", "units": 0.0}])
    plan.tables["projects"] = pd.concat([plan.tables["projects"], more], ignore_index=True)


SHUT = listed("a", 0.0)
PROJECTS: list[tuple[Code, str, Break]] = [
    (Code.PROJECT_WHOLE, "a/2022", listed("a", 0.5)),
    (Code.PROJECT_UNITS, "a/2022", listed("a", 2.0)),
    (Code.PROJECT_UNITS, "a/2022", listed("a", earliest=2023)),
    (Code.PROJECT_UNITS, "a/2022", listed("a", active=False)),
    (Code.PROJECT_REQUIRED, "a/2022", listed("a", 0.0, required_by=2022)),
    (Code.PROJECT_LASTING, "a/2025", both(listed("a"), gone)),
    (Code.PROJECT_RELATION, "g/2022", both(listed("a", group="g"), listed("b", group="g"))),
    (Code.PROJECT_RELATION, "a+b/2022", both(listed("a"), listed("b", 0.0), related("needs"))),
    (Code.PROJECT_RELATION, "a+b/2022", both(listed("a"), listed("b"), related("excludes"))),
    (Code.PROJECT_BUDGET, "2022", both(listed("a"), budget(99.0))),
    (Code.PROJECT_BUDGET, "all", both(listed("a"), info(budget=99.0))),
    (Code.PROJECT_WAY, "railway", both(SHUT, acts("a", "link", "railway", 1.0))),
    (Code.PROJECT_WAY, "load", both(SHUT, acts("a", "transfer", "load", 1.0))),
    (Code.PROJECT_WAY, "kiln_b", both(SHUT, acts("a", "connection", "kiln_b", 1.0))),
    (Code.PROJECT_SOURCE, "own_slag", both(SHUT, acts("a", "source", "own_slag", 1.0))),
    (Code.MONEY_CATEGORY, "investment", listed("a")),
    (Code.MONEY_CATEGORY, "project_fixed", listed("a", fixed_cost=10.0)),
    (Code.MONEY_CATEGORY, "line_fixed", row("kiln_classes", "dry", fixed_cost=500.0)),
    (Code.HEAT_BALANCE, "k1", both(listed("a"), acts("a", "heat", "k1", -0.2))),
    (Code.LINES_MAX, "k1", both(listed("a"), acts("a", "lines", "k1", -1.0))),
    (Code.MONEY_CATEGORY, "electricity", both(listed("a"), acts("a", "power", "k1", 5.0))),
    (Code.MONEY_CATEGORY, "project_variable", both(listed("a"), acts("a", "variable_cost", "k1", 2.0))),
]
"""Codes of projects, and what a project changes in the sums of others."""
FREE = {"capital_cost": 0.0}
RAISED: list[Break] = [
    both(listed("a", **FREE), acts("a", "lines", "k1", 1.0), row("kilns", "k1", lines=0)),
    both(
        listed("a", **FREE), acts("a", "waste_heat_power", "k1", 2.0),
        row("kiln_classes", "dry", whr_energy=29.0),
    ),
    both(
        listed("a", **FREE), acts("a", "feed_moisture_max", "k1", 1.0),
        row("kiln_classes", "dry", feed_moisture_max=4.0),
    ),
    both(
        listed("a", **FREE), acts("a", "max_raw_share", "k1", 5.0, item="slag"),
        row("dosing", ("dry", "slag"), max_share=18.0),
    ),
    both(listed("a", **FREE), acts("a", "raw_feeders", "k1", 1.0), row("kiln_classes", "dry", raw_feeders=1)),
    both(listed("a", **FREE), acts("a", "mill_capacity", "m1", 5.0), row("plants", "m1", capacity=99.0)),
    both(
        listed("a", **FREE), acts("a", "transfer_capacity", "load", 5.0),
        row("transfers", "load", capacity=12.0),
    ),
    both(
        listed("a", **FREE), acts("a", "link_capacity", "railway", 5.0),
        row("links", "railway", capacity=12.0),
    ),
    both(listed("a", **FREE), acts("a", "link", "railway", 1.0)),
    both(listed("a", **FREE), acts("a", "source", "own_slag", 1.0)),
]  # fmt: skip
"""Limits that the plan would break without the project that raises them."""
