"""What a study solves and what comes back: points, their keys, results, and what a part of a study is."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

import pandas as pd

from cases import Change
from optimizer.study.reasons import Reason

FORMAT = 1
"""Of keys and of results on disk."""


class Status(StrEnum):
    """How a point ended; only ``PLAN`` has figures."""

    PLAN = "plan"
    INFEASIBLE = "infeasible"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One solve.

    `options` are those of a run by their names, as JSON has them: aim, money, carbon_price, co2_cap, gap,
    time_limit, seed, bounds (texts such as ``waste_use>=60``), goal. `inputs` are what was varied, by name,
    for tables and charts: told, not solved.
    """

    point: str
    """Name, unique in its part."""
    part: str
    scenarios: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str | float] = field(default_factory=dict)

    def key(self, fingerprint: str) -> str:
        """Hash of the case and of all that is solved, names left out: the same key is the same result.

        Points of several parts may have one key; it is solved once, its result is that of each of them.
        """
        asked = {
            "format": FORMAT,
            "case": fingerprint,
            "scenarios": self.scenarios,
            "changes": [dataclasses.asdict(change) for change in self.changes],
            "options": self.options,
        }
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def as_json(self) -> dict[str, Any]:
        """The point as JSON has it."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> Point:
        """The point that ``as_json`` wrote."""
        changes = tuple(Change(**change) for change in known["changes"])
        return cls(**{**known, "scenarios": tuple(known["scenarios"]), "changes": changes})


@dataclass(frozen=True, slots=True, kw_only=True)
class PointResult:
    """How a point ended, and the plan in figures where there is one.

    `objective` and `bound` are in the unit of the aim (CNY, t CO2 or that of the goal), `gap` is a fraction.
    `totals` are flat: those of plan.json under their key (of nested ones ``cost_by_category.freight``), and
    every indicator of the region under its name, in its own unit. `decisions` are tidy rows
    (decision, id, period, value, unit). `audit` holds the sentence of every finding; none is a sound plan.
    """

    status: Status
    reason: Reason | None = None
    """Why there is no plan."""
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    totals: Mapping[str, float] = field(default_factory=dict)
    decisions: Sequence[Mapping[str, Any]] = ()
    audit: Sequence[str] = ()
    seconds: float = 0.0
    warm: bool = False
    worker: str = ""

    @property
    def has_plan(self) -> bool:
        """Whether there are figures."""
        return self.status is Status.PLAN

    def as_json(self) -> dict[str, Any]:
        """The result as JSON has it: what is not finite is null."""
        told = dataclasses.asdict(self)
        numbers = {name: _finite(told[name]) for name in ("objective", "bound", "gap")}
        totals = {name: _finite(value) for name, value in self.totals.items()}
        return {**told, **numbers, "status": self.status.value, "totals": totals}

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> PointResult:
        """The result that ``as_json`` wrote."""
        totals = {name: math.nan if value is None else value for name, value in known["totals"].items()}
        reason = None if known["reason"] is None else Reason.from_json(known["reason"])
        return cls(**{**known, "status": Status(known["status"]), "totals": totals, "reason": reason})


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


Results: TypeAlias = Mapping[str, PointResult]
"""By name of the point."""
Batches: TypeAlias = Generator[Sequence[Point], Results, None]
"""Asks for points, a batch at a time, and is sent the results of the batch: all of them, failed ones too.

The same results always lead to the same next batch, so that a study goes on where it was broken off.
"""


class Part(Protocol):
    """A part of a study: what it asks for, and what its results say together."""

    @property
    def part(self) -> str:
        """Name, unique in the study."""

    def batches(self) -> Batches:
        """The points, batch by batch."""

    def tables(self, results: Results) -> Mapping[str, pd.DataFrame]:
        """Tidy summaries by name (front, abatement …), each with a column ``part``, of the results so far."""
