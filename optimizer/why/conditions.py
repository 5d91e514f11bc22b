"""Plain necessary conditions that fail: works that can make nothing, no lime, targets out of all reach."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cases.chemistry import metric_defs
from optimizer.why.conflict import linear_conflict
from optimizer.why.explanation import Condition, Stated
from optimizer.why.parts import Stuck, stuck
from optimizer.why.programs import check
from optimizer.why.stating import Stating
from optimizer.why.system import Question, System

ASKED = ("c_target", "c_target_capacity", "c_rail_share", "c_co2_cap", "c_peak", "c_bound")
"""What is asked of all works together."""
LIME = "kh"
"""The ratio whose numerator is the lime left for silica."""


def conditions(question: Question, system: System, state: Stating) -> list[Condition]:
    """Those that fail; kilns or mills that the same cells keep from making anything are told together."""
    found = [*_stuck(question, system, state), *_targets(system, state)]
    merged: dict[tuple[object, ...], Condition] = {}
    for one in found:
        key = (one.code, *((row.behind, row.side) for row in one.rows))
        known = merged.get(key)
        if known is None:
            merged[key] = one
        else:
            rows = [_nearer(a, b) for a, b in zip(known.rows, one.rows, strict=True)]
            subjects = [*known.subjects, *one.subjects]
            merged[key] = Condition(code=one.code, subjects=subjects, rows=rows)
    return list(merged.values())


def _nearer(one: Stated, other: Stated) -> Stated:
    """Of two with the same cell, that which comes nearer to its figure."""
    if one.figure is None or other.figure is None or one.value is None:
        return one
    return min(one, other, key=lambda row: abs((row.figure or 0.0) - (row.value or 0.0)))


def _stuck(question: Question, system: System, state: Stating) -> Iterator[Condition]:
    for part in stuck(system):
        subject = {name: key for name, key in part.key.items() if name != "period"}
        if part.made == "v_clinker" and not _has_lime(question, part):
            yield Condition(code="why.no_lime", subjects=[subject])
            continue
        held = part.conflict.limits | part.conflict.facts
        rows = [state.reached(part.system, int(number), held) for number in np.flatnonzero(held)]
        name = "kiln" if part.made == "v_clinker" else "mill"
        yield Condition(
            code=f"why.{name}_stuck" if rows else f"why.{name}_unfed", subjects=[subject], rows=rows
        )


def _has_lime(question: Question, part: Stuck) -> bool:
    """Whether any raw material that can reach the kiln has lime beyond what its alumina and iron bind."""
    feeds, data = question.hauls.raw, question.data
    grades = feeds.loc[feeds["kiln"] == part.key["kiln"], "grade"]
    weights = metric_defs(question.case)[LIME].numerator
    lime = sum(weight * data.grades[item].reindex(grades) for item, weight in weights.items())
    return bool((np.asarray(lime) > 0).any())


def _targets(system: System, state: Stating) -> Iterator[Condition]:
    """What cannot be met even with every other limit given up."""
    facts = ~system.is_limit
    for number in np.flatnonzero(system.stands["family"].isin(ASKED)):
        alone = np.zeros(len(facts), dtype=bool)
        alone[number] = True
        if not check(system, alone, facts).conflict:
            continue
        conflict = linear_conflict(system, limits=alone)
        held = facts if conflict is None else conflict.facts
        rows = [state.reached(system, int(number), alone | facts)]
        rows += [state.plain(system, int(fact)) for fact in np.flatnonzero(held)] if conflict else []
        yield Condition(code="why.target", subjects=[], rows=rows)
