"""Effects of projects, as a closed list; what each project of a case does; lines that stand or may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cases.dictionary import FOLDER, read_rows

if TYPE_CHECKING:
    from cases.case import Case
    from cases.records import Project, ProjectEffect

NO_ITEM = "-"
ENABLES = "enables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One way in which a project can change the model: rows of which tables, which item, which unit."""

    effect: str
    way: str
    targets: tuple[str, ...]
    item: str
    unit: str
    several: bool
    """Whether a project of more than one unit may have it."""


@cache
def effects() -> Mapping[str, Effect]:
    """Every effect that a project may have."""
    return {
        row["effect"]: Effect(
            effect=row["effect"],
            way=row["way"],
            targets=tuple(row["target"].split("|")),
            item=row["item"],
            unit=row["unit"],
            several=row["units_allowed"] == "yes",
        )
        for row in read_rows(FOLDER / "effects.csv")
    }


def effects_of(case: Case, effect: str) -> Iterator[tuple[Project, ProjectEffect]]:
    """Projects that have an effect, active or not, with the row that says so."""
    for row in case.project_effects.values():
        if row.effect == effect:
            yield case.projects[row.project], row


def enabled(case: Case, table: str) -> frozenset[str]:
    """Rows of a table (links, connections, transfers, sources) that are there only with some project."""
    return frozenset(
        row.target
        for row in case.project_effects.values()
        if (effect := effects().get(row.effect)) and effect.way == ENABLES and table in effect.targets
    )


def lines_possible(case: Case, kiln: str) -> int:
    """Lines of a kiln that may stand one day: those of today and all that projects could build."""
    return case.kilns[kiln].lines + round(most_added(case, "lines", kiln))


def most_added(case: Case, effect: str, target: str) -> float:
    """Most by which all projects of a case could raise a limit, in the unit of the effect."""
    rows = (pair for pair in effects_of(case, effect) if pair[1].target == target)
    return sum(project.units * max(0.0, row.amount) for project, row in rows)


def standing_lines(case: Case, kiln: str, year: int | None) -> int:
    """Lines of a kiln that stand without any project: in a year, or today (None)."""
    return 0 if year is not None and eliminated(case, kiln, year) else case.kilns[kiln].lines


def eliminated(case: Case, kiln: str, year: int) -> bool:
    """Whether the lines of a kiln are closed in a year because they are on the elimination list."""
    by = case.kilns[kiln].close_by
    return by is not None and year >= by


def annuity_factor(rate_percent: float, life: float) -> float:
    """Part of a capital cost that falls on each year of its life: r(1 + r)^n / ((1 + r)^n - 1)."""
    rate = rate_percent / 100.0
    if rate == 0.0:
        return 1.0 / life
    return float(rate / (1.0 - (1.0 + rate) ** -life))
