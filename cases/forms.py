"""Linear forms over activities, as data: built-in ones and those of the case; what an item filter lets in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cases.dictionary import FOLDER, read_rows

if TYPE_CHECKING:
    from cases.case import Case

ALL = "*"
NAMED = "$"
"""Item of a built-in form that stands for the one the rule names."""
CLEAN = ("rail", "other")
"""Main modes of a haul that clean transport counts: rail, conveyor, pipeline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something counted: unit, level (kiln, plant, works, source, any), kind of its items."""

    activity: str
    unit: str
    level: str
    items: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTerm:
    """One activity of a form, of the items that the filter lets in, with its weight."""

    activity: str
    item: str
    weight: float


@cache
def activities() -> Mapping[str, Activity]:
    """Every activity that a form may count."""
    names = ("activity", "unit", "level", "items")
    rows = read_rows(FOLDER / "activities.csv")
    return {row["activity"]: Activity(**{name: row[name] for name in names}) for row in rows}


@cache
def built_in_forms() -> Mapping[str, tuple[FormTerm, ...]]:
    """Forms that every case has."""
    found: dict[str, tuple[FormTerm, ...]] = {}
    for row in read_rows(FOLDER / "forms.csv"):
        term = FormTerm(activity=row["activity"], item=row["item"], weight=float(row["weight"]))
        found[row["form"]] = (*found.get(row["form"], ()), term)
    return found


def forms(case: Case) -> Mapping[str, tuple[FormTerm, ...]]:
    """Built-in forms and those of the case."""
    found = dict(built_in_forms())
    for row in case.form_terms.values():
        term = FormTerm(activity=row.activity, item=row.item, weight=row.weight)
        found[row.form] = (*found.get(row.form, ()), term)
    return found


def items_of(case: Case, kind: str, item: str) -> frozenset[str] | None:
    """Ids that an item filter lets in: of materials, products, modes or scopes; None for all."""
    if item == ALL or kind == "none":
        return None
    if not item.startswith("@"):
        return frozenset({item})
    if kind == "mode":
        return frozenset(CLEAN) if item == "@clean" else frozenset()
    return frozenset(name for name, row in groups(case).items() if item in row)


def groups(case: Case) -> Mapping[str, frozenset[str]]:
    """Groups (@waste, @bulk, @alternative, @biogenic) that each material belongs to."""
    result = {}
    for name, material in case.materials.items():
        fuel = case.fuels.get(name)
        belongs = {
            "@waste": material.waste,
            "@bulk": material.waste and material.bulk,
            "@alternative": fuel is not None and fuel.alternative,
            "@biogenic": fuel is not None and fuel.fossil_share == 0,
        }
        result[name] = frozenset(group for group, member in belongs.items() if member)
    return result


GROUPS = {"material": ("@waste", "@bulk", "@alternative", "@biogenic"), "mode": ("@clean",)}
"""Groups of items by kind of item."""
