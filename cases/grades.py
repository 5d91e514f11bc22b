"""Grades: a commodity with one composition and one moisture. Two fly ashes are two grades of one material."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.case import Case
    from cases.records import Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A material as one or several sources give it; moisture in % as received."""

    grade: str
    material: str
    analysis: Analysis | None
    moisture: float


def grade_of(case: Case, source_id: str) -> str:
    """The grade that a source gives: the material, or ``material@source`` where it has figures of its own."""
    source = case.sources[source_id]
    own = source.analysis is not None or source.moisture is not None
    return f"{source.material}@{source_id}" if own else source.material


def grades(case: Case) -> dict[str, Grade]:
    """Every grade that some source gives, sorted by its id."""
    found: dict[str, Grade] = {}
    for key, source in case.sources.items():
        material = case.materials[source.material]
        analysis = source.analysis or material.analysis
        grade = grade_of(case, key)
        found[grade] = Grade(
            grade=grade,
            material=source.material,
            analysis=case.analyses[analysis] if analysis else None,
            moisture=material.moisture if source.moisture is None else source.moisture,
        )
    return dict(sorted(found.items()))
