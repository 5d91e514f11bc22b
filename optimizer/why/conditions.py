"""Plain necessary conditions that fail: works that can make nothing, no lime, targets out of all reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from cases.case import Case
from cases.chemistry import metric_defs
from cases.records import Kiln, Material
from models.registry import Behind
from optimizer.why.cells import number_in
from optimizer.why.conflict import linear_conflict
from optimizer.why.explanation import Condition, Stated
from optimizer.why.parts import Stuck, stuck
from optimizer.why.programs import check
from optimizer.why.stands import FACT
from optimizer.why.stating import Stating, cells_of
from optimizer.why.system import Question, System

ASKED = ("c_target", "c_target_capacity", "c_rail_share", "c_co2_cap", "c_peak", "c_bound")
"""What is asked of all works together."""
LIME = "kh"
"""The ratio whose numerator is the lime left for silica."""


def conditions(question: Question, system: System, state: Stating) -> list[Condition]:
    """Those that fail; kilns or mills that the same cells keep from making anything are told together."""
    parts = list(stuck(system))
    found = [*_stuck(question, parts, state), *_targets(system, state)]
    if parts:
        found += [*_barred(question, parts), *_empty(question.case)]
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


def _stuck(question: Question, parts: Sequence[Stuck], state: Stating) -> Iterator[Condition]:
    for part in parts:
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


def _barred(question: Question, parts: Sequence[Stuck]) -> Iterator[Condition]:
    """Raw materials, and fuels where there is none, kept out of kilns that can make nothing."""
    case, fuelled = question.case, set(question.hauls.fuel["kiln"])
    sent = {source.material for source in case.sources.values()}
    for part in parts:
        if part.made != "v_clinker":
            continue
        kiln = case.kilns[part.key["kiln"]]
        for name in sorted(sent):
            material = case.materials[name]
            behind = _bar(case, kiln, material)
            if behind is None or not (material.raw or kiln.kiln not in fuelled):
                continue
            index = {"kiln": kiln.kiln, "material": name}
            yield Condition(code="why.barred", subjects=[index], rows=[_cell(case, index, behind)])


def _bar(case: Case, kiln: Kiln, material: Material) -> Behind | None:
    """The cell that keeps a material out of a kiln."""
    if not (material.raw or material.fuel):
        return None
    if material.permit and not kiln.coprocessing:
        return ("kilns", kiln.kiln, "coprocessing")
    row = case.dosing.get((kiln.kiln_class, material.material))
    if row is not None:
        return ("dosing", (kiln.kiln_class, material.material), "max_share") if not row.max_share else None
    shut = material.raw and material.max_raw_share == 0
    return ("materials", material.material, "max_raw_share") if shut else None


def _empty(case: Case) -> Iterator[Condition]:
    """Sources of which others take everything."""
    for name, source in case.sources.items():
        if source.arising is None or not source.used_elsewhere:
            continue
        if source.arising + (source.store_start or 0.0) <= source.used_elsewhere:
            index = {"source_id": name}
            behind: Behind = ("sources", name, "used_elsewhere")
            yield Condition(code="why.nothing_left", subjects=[index], rows=[_cell(case, index, behind)])


def _cell(case: Case, index: Mapping[str, str], behind: Behind) -> Stated:
    """A cell that no row of the model stands for."""
    return Stated(
        family="", kind=FACT, side="above", index=index, behind=behind,
        cells=cells_of(case, "", behind), value=number_in(case, *behind),
    )  # fmt: skip


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
