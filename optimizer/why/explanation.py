"""What an explanation holds, free of any language: numbers in the units of the cells they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.registry import Behind


class Verdict(StrEnum):
    """What was found of the limits of the case together."""

    INFEASIBLE = "infeasible"
    FEASIBLE = "feasible"
    UNKNOWN = "unknown"
    """Whole numbers were not found in time, and no conflict without them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One row of the model and the cell behind it.

    ``index``: names of what it is of, by level (kiln, metric, period …). ``value`` is the figure in the cell;
    ``is_floor`` whether a smaller one asks for less, where that is known. ``figure`` is the figure that
    it must become, or that can be reached; ``amount`` is by how much the row gives, or would have to, in
    ``unit``, for rows with no number behind them.
    """

    family: str
    kind: str
    side: str
    index: Mapping[str, str]
    behind: Behind | None
    cells: tuple[str, ...]
    value: float | None = None
    is_floor: bool | None = None
    figure: float | None = None
    amount: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that cannot be whatever the rest does: of these subjects, by these rows."""

    code: str
    subjects: Sequence[Mapping[str, str]]
    rows: Sequence[Stated] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Necessary conditions that fail, what must give at least, and a smallest conflict."""

    verdict: Verdict
    conditions: Sequence[Condition] = ()
    gives: Sequence[Stated] = ()
    conflict: Sequence[Stated] = ()
    whole: bool = False
    """Whether the conflict is there only because lines, feeders, trains or projects are whole."""
    smallest: bool = True
    """Whether none of the conflict can be left out; else time ran out before all were tried."""
    violation: float = 0.0
    """Weighted violation of what gives [CNY], and the least that was proven."""
    least_violation: float = 0.0
    proven: bool = True
    seconds: Mapping[str, float] = field(default_factory=dict)
