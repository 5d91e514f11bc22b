"""Capacity replacement: which retired lines may stand behind a new one, and at which ratio."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.projects import effects_of

if TYPE_CHECKING:
    from cases.case import Case
    from cases.records import ReplacementRatio, ReplacementSet

ELIGIBLE = "eligible"
LISTED = "listed"
ENERGY = "energy"
LOW_RUNNING = "low_running"
RESTRICTED, NORMAL = "restricted", "normal"
SAME, CROSS = "same", "cross"


def rule_set(case: Case) -> ReplacementSet | None:
    """The edition of the rules in force, or None where new lines need no retired capacity."""
    return case.replacement_sets.get(case.info.replacement_set) if case.info.replacement_set else None


def new_lines(case: Case) -> Iterator[tuple[str, str, float]]:
    """Project, kiln and lines a unit builds, of active projects that build lines."""
    for project, row in effects_of(case, "lines"):
        if project.active and row.amount > 0:
            yield project.project, row.target, row.amount


def held_to_norm(case: Case) -> list[str]:
    """Kilns without a line today whose first line a project builds: new lines, which have an energy norm."""
    return [kiln for kiln in dict.fromkeys(k for _, k, _ in new_lines(case)) if not case.kilns[kiln].lines]


def closures(case: Case) -> Iterator[tuple[str, str, float]]:
    """Project, kiln and lines a unit closes, of active projects that close lines."""
    for project, row in effects_of(case, "lines"):
        if project.active and row.amount < 0:
            yield project.project, row.target, -row.amount


def retiring(case: Case) -> tuple[str, ...]:
    """Kilns whose lines can close within the case: by a project, or as they are on the elimination list."""
    last = max(row.year for row in case.periods.values())
    listed = [name for name, row in case.kilns.items() if row.close_by is not None and row.close_by <= last]
    closed = {kiln for _, kiln, _ in closures(case)}
    return tuple(name for name in case.kilns if name in closed or name in listed)


def eligibility(case: Case, rules: ReplacementSet, kiln: str) -> str:
    """Whether a line's capacity may be used when it is retired, or what stands against it.

    A figure that is not stated stands against nothing.
    """
    row = case.kilns[kiln]
    if row.close_by is not None and not rules.listed_allowed:
        return LISTED
    if rules.energy_max is not None and row.energy is not None and row.energy > rules.energy_max:
        return ENERGY
    low = rules.utilisation_min is not None and row.utilisation is not None
    if low and (row.utilisation or 0.0) < (rules.utilisation_min or 0.0):
        return LOW_RUNNING
    return ELIGIBLE


def size_class(case: Case, rules: ReplacementSet, kiln: str) -> str:
    """Whether lines of a kiln are of the restricted class."""
    small = rules.restricted_below is not None and case.kilns[kiln].capacity < rules.restricted_below
    return RESTRICTED if small else NORMAL


def ratio(case: Case, rules: ReplacementSet, new: str, retired: str) -> ReplacementRatio | None:
    """The row of the lowest rank that fits a new and a retired line; None where none does."""
    built, gone = case.kilns[new], case.kilns[retired]
    there, here = case.sites[built.site].province, case.sites[gone.site].province
    across = there is not None and here is not None and there != here
    facts = {
        "region_class": case.areas[built.area].region_class or "other",
        "retired": size_class(case, rules, retired),
        "border": CROSS if across else SAME,
    }
    rows = [row for row in case.replacement_ratios.values() if row.set == rules.set and row.active]
    for row in sorted(rows, key=lambda row: row.rank):
        fits = all(getattr(row, name) in ("any", fact) for name, fact in facts.items())
        at_site = not row.same_site or built.site == gone.site
        if fits and at_site and (built.limestone_replaced or 0.0) >= row.limestone_replaced:
            return row
    return None
