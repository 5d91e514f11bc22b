"""Rules of projects: effects that there are, on rows that there are, with something to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from cases.case import Case
from cases.chemistry import VOLATILES
from cases.findings import CellRef, Findings
from cases.nearest import nearest
from cases.projects import ENABLES, NO_ITEM, Effect, effects, lines_possible
from cases.records import ProjectEffect
from cases.rulebook import Rule, needs

Key = tuple[str, str, str, str]
CAPTURE = ("capture_share", "capture_capacity")
"""What a capture plant must state."""


def _cell(case: Case, key: Key, column: str) -> CellRef | None:
    return case.cell("project_effects", key, column)


def _known(case: Case) -> Iterator[tuple[Key, ProjectEffect, Effect]]:
    """Rows whose effect is one of the list."""
    for row in case.project_effects.values():
        if row.effect in effects():
            yield (row.project, row.effect, row.target, row.item), row, effects()[row.effect]


@needs()
def project_unknown_effect(case: Case, findings: Findings) -> None:
    """An effect is one of the closed list."""
    for row in case.project_effects.values():
        if row.effect not in effects():
            key = (row.project, row.effect, row.target, row.item)
            findings.add(
                "project_unknown_effect", subject="+".join(key), cell=_cell(case, key, "effect"),
                found=row.effect, nearest=nearest(row.effect, sorted(effects())), known=sorted(effects()),
            )  # fmt: skip


def _targets(case: Case, table: str) -> Collection[str]:
    """Ids that an effect on a table may name."""
    if table == "companies":
        owners = [k.company for k in case.kilns.values()] + [p.company for p in case.plants.values()]
        return {owner for owner in owners if owner is not None}
    if table == "stores":
        return {place for place, _ in case.stores}
    rows: Collection[str] = getattr(case, table)
    return rows


@needs("kilns", "plants", "sites", "sources", "links", "transfers", "connections", "stores")
def project_unknown_target(case: Case, findings: Findings) -> None:
    """What changes is a row of the case."""
    for key, row, effect in _known(case):
        known = sorted({name for table in effect.targets for name in _targets(case, table)})
        if row.target not in known:
            findings.add(
                "project_unknown_target", subject="+".join(key), cell=_cell(case, key, "target"),
                found=row.target, effect=row.effect, tables=" / ".join(effect.targets),
                nearest=nearest(row.target, known),
            )  # fmt: skip


def _items(case: Case, effect: Effect, target: str) -> list[str]:
    """Items that an effect may name."""
    by_kind = {
        "": [NO_ITEM],
        "material": sorted(case.materials),
        "volatile": list(VOLATILES),
        "goods": sorted(goods for place, goods in case.stores if place == target),
    }
    return by_kind[effect.item]


@needs("materials", "stores")
def project_unknown_item(case: Case, findings: Findings) -> None:
    """The item is what the effect asks for, or - where it asks for none."""
    for key, row, effect in _known(case):
        known = _items(case, effect, row.target)
        if known and row.item not in known:
            findings.add(
                "project_unknown_item", subject="+".join(key), cell=_cell(case, key, "item"),
                found=row.item, effect=row.effect, known=known,
            )  # fmt: skip


@needs("projects")
def project_several_units(case: Case, findings: Findings) -> None:
    """A figure per tonne, a share or a way is there or not: only limits grow with every unit."""
    for key, row, effect in _known(case):
        units = case.projects[row.project].units
        if units > 1 and not effect.several:
            findings.add(
                "project_several_units", subject="+".join(key), project=row.project, units=units,
                cell=case.cell("projects", row.project, "units"), effect=row.effect,
            )  # fmt: skip


@needs()
def project_amount_odd(case: Case, findings: Findings) -> None:
    """A way or source is opened by the amount 1, lines are whole."""
    for key, row, effect in _known(case):
        opens = effect.way == ENABLES and row.amount != 1
        parts = row.effect == "lines" and row.amount != round(row.amount)
        if opens or parts:
            findings.add(
                "project_amount_opens" if opens else "project_lines_whole", subject="+".join(key),
                cell=_cell(case, key, "amount"), found=row.amount, effect=row.effect,
            )  # fmt: skip


def _has_limit(case: Case, row: ProjectEffect) -> bool:
    """Whether the limit that an effect raises is stated; blank means unlimited."""
    if row.effect == "link_capacity":
        return case.links[row.target].capacity is not None
    if row.effect == "transfer_capacity":
        return case.transfers[row.target].capacity is not None
    kiln_class = case.kilns[row.target].kiln_class
    if row.effect == "alternative_fuel_capacity":
        return case.kiln_classes[kiln_class].alternative_fuel_capacity is not None
    own = case.materials[row.item].max_raw_share
    return (kiln_class, row.item) in case.dosing or own is not None


RAISED = ("link_capacity", "transfer_capacity", "alternative_fuel_capacity", "max_raw_share")
"""Effects on limits that may be blank."""


@needs("links", "transfers", "kilns", "kiln_classes", "materials", "dosing")
def project_nothing_to_raise(case: Case, findings: Findings) -> None:
    """A limit that is blank is unlimited: a project that raises it changes nothing."""
    for key, row, effect in _known(case):
        there = any(row.target in _targets(case, table) for table in effect.targets)
        item = effect.item != "material" or row.item in case.materials
        if row.effect in RAISED and there and item and not _has_limit(case, row):
            findings.add(
                "project_nothing_to_raise", subject="+".join(key), cell=_cell(case, key, "effect"),
                project=row.project, effect=row.effect, target=row.target,
            )  # fmt: skip


@needs("project_effects")
def project_capture_incomplete(case: Case, findings: Findings) -> None:
    """A capture plant states the share it can take and how much."""
    stated = {(row.project, row.target, row.effect) for row in case.project_effects.values()}
    plants = sorted({(project, kiln) for project, kiln, effect in stated if effect.startswith("capture_")})
    for project, kiln in plants:
        lacking = [effect for effect in CAPTURE if (project, kiln, effect) not in stated]
        if lacking:
            findings.add(
                "project_capture_incomplete", subject=project, cell=case.cell("projects", project, "project"),
                kiln=kiln, lacking=lacking,
            )  # fmt: skip


@needs()
def project_required_too_early(case: Case, findings: Findings) -> None:
    """It is required no earlier than it may be there."""
    for key, row in case.projects.items():
        if row.required_by is not None and row.earliest is not None and row.required_by < row.earliest:
            findings.add(
                "project_required_too_early", subject=key, cell=case.cell("projects", key, "required_by"),
                required=row.required_by, earliest=row.earliest,
            )  # fmt: skip


@needs("project_effects")
def project_without_effect(case: Case, findings: Findings) -> None:
    """A project that changes nothing is never worth its cost."""
    acting = {row.project for row in case.project_effects.values()}
    for key in case.projects:
        if key not in acting:
            findings.add("project_without_effect", subject=key, cell=case.cell("projects", key, "project"))


@needs("projects")
def project_excludes_several(case: Case, findings: Findings) -> None:
    """Of projects that exclude one another only one has several units: of two, both could be begun."""
    several = {key for key, row in case.projects.items() if row.units > 1}
    groups = Counter(case.projects[key].group for key in sorted(several))
    for group, count in groups.items():
        if group is not None and count > 1:
            named = [key for key in sorted(several) if case.projects[key].group == group]
            findings.add(
                "project_group_several", subject=group, cell=case.cell("projects", named[0], "units"),
                projects=named,
            )  # fmt: skip
    for key, row in case.project_relations.items():
        if row.project == row.other:
            findings.add(
                "project_relation_self", subject=row.project,
                cell=case.cell("project_relations", key, "other"),
            )  # fmt: skip
        elif row.relation == "excludes" and {row.project, row.other} <= several:
            findings.add(
                "project_excludes_several", subject="+".join(key),
                cell=case.cell("project_relations", key, "relation"), project=row.project, other=row.other,
            )  # fmt: skip


@needs("kilns", "projects", "project_effects")
def kiln_never_built(case: Case, findings: Findings) -> None:
    """A kiln without lines is there for a project that builds one."""
    for key in case.kilns:
        if lines_possible(case, key) < 1:
            findings.add("kiln_never_built", subject=key, cell=case.cell("kilns", key, "lines"))


RULES: tuple[Rule, ...] = (
    project_unknown_effect,
    project_unknown_target,
    project_unknown_item,
    project_several_units,
    project_amount_odd,
    project_nothing_to_raise,
    project_capture_incomplete,
    project_required_too_early,
    project_without_effect,
    project_excludes_several,
    kiln_never_built,
)
