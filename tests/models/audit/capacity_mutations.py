"""Broken plans of capacity policy: swaps, bonus days, elimination, commitments, replacement, warnings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from cases.records import (
    CapacityWarning,
    Project,
    ProjectEffect,
    ReplacementRatio,
    ReplacementSet,
    Swap,
)
from models.audit.codes import Code
from tests.models.audit.mutations import NO_NOTE, Break, Plan, copied, info, row

SWAPS = ["kiln", "partner", "year", "rule", "measure", "line_days", "made_up_days"]
REPLACEMENT = ["project", "kiln", "year", "lines", "ratio"]


def _all(*breaks: Break) -> Break:
    def apply(plan: Plan) -> None:
        for one in breaks:
            one(plan)

    return apply


def _days(bonus: float = 0.0, swapped: float = 0.0, *swaps: tuple[str, str, float, float]) -> Break:
    """Line-days of k1 inside its stop windows, and what partners make up: kiln, partner, run, made up."""

    def apply(plan: Plan) -> None:
        told = {"kiln": "k1", "period": "year", "bonus_days": bonus, "swapped_days": swapped}
        plan.tables["running_days"] = pd.DataFrame([told])
        rows = [(kiln, partner, "2022", "choice", "days", run, made) for kiln, partner, run, made in swaps]
        plan.tables["swaps"] = pd.DataFrame(rows, columns=SWAPS)

    return apply


def _swap(kiln: str, partner: str) -> Break:
    """The case has a swap, a day for a day, for the model to choose."""

    def apply(plan: Plan) -> None:
        made = Swap(
            kiln=kiln,
            partner=partner,
            measure="days",
            rule="choice",
            days=None,
            idle_partner=False,
            active=True,
            **NO_NOTE,
        )
        plan.case = replace(plan.case, swaps={(kiln, partner): made})

    return apply


def _warned(told: float) -> Break:
    """The region is watched; the ledger tells a use of capacity (it is 95,000 / (500 x 310) = 61.29 %)."""

    def apply(plan: Plan) -> None:
        figures: dict[str, Any] = {"name": None, "name_zh": None, "low": 50.0, "high": 90.0, "days": 310.0}
        made = CapacityWarning(warning="use", scope="region", active=True, **figures, **NO_NOTE)
        plan.case = replace(plan.case, warnings={"use": made})
        row = {"warning": "use", "subject": "region", "year": "2022", "utilisation_pct": told}
        plan.tables["early_warning"] = pd.DataFrame([row])

    return apply


def _project(name: str, kiln: str, lines: float) -> tuple[Project, ProjectEffect]:
    figures: dict[str, Any] = dict.fromkeys(
        ("name", "name_zh", "company", "earliest", "required_by", "group")
    )
    project = Project(
        project=name, kind="other", capital_cost=0.0, life=20.0, fixed_cost=0.0, units=1, active=True,
        **figures, **NO_NOTE,
    )  # fmt: skip
    effect = ProjectEffect(project=name, effect="lines", target=kiln, item="-", amount=lines, **NO_NOTE)
    return project, effect


def _replaced(
    *rows: tuple[str, str, float, float],
    closed: float = 1.0,
    splits: int = 1,
    energy_new: float | None = None,
    years: tuple[str, ...] = ("2022",),
) -> Break:
    """k2 (300 t/d) is built by `build`, k3 (500 t/d) closed by `close`, 1.5 to 1: 333 t/d are covered."""

    def apply(plan: Plan) -> None:
        copied("kilns", "k1", "k2", kiln="k2", lines=0, capacity=300.0)(plan)
        copied("kilns", "k1", "k3", kiln="k3")(plan)
        none: dict[str, Any] = {"name": None, "name_zh": None, **NO_NOTE}
        rules = ReplacementSet(
            set="r", energy_max=117.0, energy_new=energy_new, utilisation_min=None, listed_allowed=False,
            restricted_below=None, splits=splits, **none,
        )  # fmt: skip
        ratio = ReplacementRatio(
            set="r", rule="other", rank=1, region_class="any", retired="any", border="any", same_site=False,
            limestone_replaced=0.0, ratio=1.5, allowed=True, active=True, **none,
        )  # fmt: skip
        made = [_project("build", "k2", 1.0), _project("also", "k2", 0.0), _project("close", "k3", -1.0)]
        plan.case = replace(
            plan.case,
            info=replace(plan.case.info, replacement_set="r"),
            replacement_sets={"r": rules},
            replacement_ratios={("r", "other"): ratio},
            projects={project.project: project for project, _ in made},
            project_effects={(e.project, e.effect, e.target, e.item): e for _, e in made},
        )
        units = [(name, year, on) for year in years for name, on in (("build", 1.0), ("close", closed))]
        plan.tables["projects"] = pd.DataFrame(units, columns=["project", "year", "units"])
        told = [(project, kiln, "2022", lines, figure) for project, kiln, lines, figure in rows]
        plan.tables["replacement"] = pd.DataFrame(told, columns=REPLACEMENT)

    return apply


BEHIND = ("build", "k3", 1.0, 1.5)


def _new_k1(energy_new: float) -> Break:
    """The line k1 stands because a project built it; 299,000 GJ for 95,000 t are 107 kgce/t without power."""

    def apply(plan: Plan) -> None:
        _replaced(BEHIND, energy_new=energy_new)(plan)
        row("kilns", "k1", lines=0)(plan)
        project, effect = _project("first", "k1", 1.0)
        key = (effect.project, effect.effect, effect.target, effect.item)
        plan.case = replace(
            plan.case,
            projects={**plan.case.projects, "first": project},
            project_effects={**plan.case.project_effects, key: effect},
        )

    return apply


TWO_KILNS = copied("kilns", "k1", "k2", kiln="k2")
CAPACITY: list[tuple[Code, str, Break]] = [
    (Code.SHIFT_STOPS, "k1", _all(row("kilns", "k1", bonus_days=200.0), _days(bonus=130.0))),
    (Code.SHIFT_BONUS, "k1", _all(row("kilns", "k1", bonus_days=4.0), _days(bonus=5.0))),
    (Code.SHIFT_SUM, "k1", _days(0.0, 5.0)),
    (Code.SHIFT_SWAP, "k1/k2", _all(TWO_KILNS, _days(0.0, 5.0, ("k1", "k2", 5.0, 5.0)))),
    (
        Code.SHIFT_IDLE,
        "k1/k2",
        _all(TWO_KILNS, _swap("k1", "k2"), _days(0.0, 5.0, ("k1", "k2", 5.0, 5.0))),
    ),
    (
        Code.SHIFT_MADE_UP,
        "k1/k2",
        _all(TWO_KILNS, _swap("k1", "k2"), _days(0.0, 5.0, ("k1", "k2", 5.0, 3.0))),
    ),
    (
        Code.SHIFT_PARTNER,
        "k1",
        _all(TWO_KILNS, _swap("k2", "k1"), _days(0.0, 0.0, ("k2", "k1", 60.0, 60.0))),
    ),
    (Code.ELIMINATED, "k1", row("kilns", "k1", close_by=2022)),
    (Code.REGISTERED, "k1", info(registered_days=189.0)),
    (Code.LIMESTONE, "k1", row("kilns", "k1", limestone_replaced=50.0)),
    (Code.WARNING, "use/region", _warned(65.0)),
    (Code.REPLACEMENT_COVER, "build", _replaced(("build", "k3", 0.5, 1.5))),
    (Code.REPLACEMENT_ONCE, "k3", _replaced(BEHIND, closed=0.0)),
    (Code.REPLACEMENT_SPLIT, "k3", _replaced(("build", "k3", 0.9, 1.5), ("also", "k3", 0.1, 1.5))),
    (Code.REPLACEMENT_RATIO, "build/k3", _replaced(("build", "k3", 1.0, 2.0))),
    (Code.REPLACEMENT_ENERGY, "k1", _new_k1(energy_new=100.0)),
    (Code.REPLACEMENT_BARRED, "build/k3", _all(_replaced(BEHIND), row("kilns", "k3", energy=130.0))),
    (
        Code.REPLACEMENT_LASTING,
        "build/k3",
        _all(
            _replaced(BEHIND, years=("2022", "2023")),
            copied("periods", "year", "next", period="next", year=2023),
        ),
    ),
]
