"""How far figures of materials vary: standard deviations of the mean of a source after its pre-blending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cases.dictionary import FOLDER, read_rows

if TYPE_CHECKING:
    from cases.case import Case
    from cases.records import Limit

ELEMENT = "element"
"""The row for every further element that a case measures."""
FIXED_BY_DOSING = frozenset(
    {
        "kh", "kh_low_im", "lsf", "silica_modulus", "alumina_modulus",
        "c3s", "c3s_low_im", "c2s", "c3a", "c4af", "liquid",
    }
)  # fmt: skip
"""Ratios that the works brings back by dosing lime, silica, alumina and iron anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A standard deviation as a part of the figure (0.1: ten per cent of it), with who says so."""

    share: float
    source: str


def deviation(case: Case, material: str, item: str) -> Deviation:
    """Of an oxide, a further element, ``moisture``, or ``ncv``, ``ash``, ``sulphur``, ``chlorine`` of a fuel.

    KeyError for an item that no default is known of.
    """
    name = ELEMENT if item in case.elements else item
    fuel = case.fuels.get(material)
    loose = case.materials[material].waste or (fuel is not None and fuel.alternative)
    return _defaults()[name, loose]


def at_worst(case: Case, limit: Limit) -> float:
    """How many materials are at their worst at once in the ratio of a limit; 0: none."""
    if limit.worst_materials is not None:
        return limit.worst_materials
    return 0.0 if limit.metric in FIXED_BY_DOSING else case.info.worst_materials


@cache
def _defaults() -> Mapping[tuple[str, bool], Deviation]:
    return {
        (row["item"], row["waste"] == "yes"): Deviation(
            share=float(row["deviation"]) / 100.0, source=row["source"]
        )
        for row in read_rows(FOLDER / "variability.csv")
    }
