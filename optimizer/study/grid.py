"""A grid: every value of an axis with every value of the others, or side by side."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from cases import Change
from optimizer.study.checks import Checks
from optimizer.study.common import Common, Listed, rounded
from optimizer.study.points import Part, Point
from optimizer.study.typed import Entry

TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Step:
    """One value of an axis: the change of a cell, or an option of the run."""

    axis: str
    value: str | float
    change: Change | None = None
    option: str = ""


def grid(common: Common, entry: Entry, own: Sequence[Entry], checks: Checks) -> Part | None:
    """The points of a grid from the rows of its axes."""
    axes = [_axis(row, checks) for row in own if row.sound]
    if not own:
        checks.tell("study.read.no_rows", entry, "part", found=common.part, table="axes")
    if not axes or not all(axes):
        return None
    if entry["pairing"] == TOGETHER and len({len(axis) for axis in axes}) > 1:
        lengths = [len(axis) for axis in axes]
        checks.tell("study.read.lengths", entry, "pairing", found=common.part, lengths=lengths)
        return None
    combined = zip(*axes, strict=True) if entry["pairing"] == TOGETHER else itertools.product(*axes)
    return Listed(common.part, tuple(_point(common, steps) for steps in combined))


def _point(common: Common, steps: Sequence[Step]) -> Point:
    return common.point(
        ", ".join(f"{step.axis}={_shown(step.value)}" for step in steps),
        changes=[step.change for step in steps if step.change is not None],
        options={step.option: step.value for step in steps if step.option},
        inputs={step.axis: step.value for step in steps},
    )


def _shown(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else value


def _axis(row: Entry, checks: Checks) -> list[Step]:
    """The steps of an axis; none with a finding."""
    if (row["cell"] is None) == (row["option"] is None):
        checks.tell("study.read.axis_of", row, "cell")
        return []
    values = _values(row, checks)
    name = row["axis"] or row["cell"] or row["option"]
    if row["option"]:
        return _of_option(row, name, values, checks)
    found = [checks.cell(row["cell"], row, row["action"], _text(value)) for value in values]
    return [Step(name, v, change) for v, change in zip(values, found, strict=True) if change is not None]


def _of_option(row: Entry, name: str, values: Sequence[str | float], checks: Checks) -> list[Step]:
    wrong = [value for value in values if not isinstance(value, float) or value < 0]
    if wrong:
        checks.tell("study.read.option_value", row, "values", option=row["option"], found=wrong)
        return []
    return [Step(name, value, option=row["option"]) for value in values]


def _values(row: Entry, checks: Checks) -> list[str | float]:
    """The values listed, or those of the range."""
    ends = [row["from"], row["to"], row["steps"]]
    if bool(row["values"]) == any(end is not None for end in ends):
        checks.tell("study.read.axis_values", row, "values")
        return []
    if row["values"]:
        return [_read(text) for text in row["values"]]
    if any(end is None for end in ends):
        checks.tell("study.read.axis_values", row, "from")
        return []
    first, last, count = ends
    return [rounded(first + (last - first) * number / (count - 1)) for number in range(count)]


def _read(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _text(value: str | float) -> str:
    return f"{value:.12g}" if isinstance(value, float) else value
