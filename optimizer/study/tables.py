"""Results of a study as tidy tables; one row a point, or a point and input, indicator or decision.

Every table has the columns `part` and `point`. Amounts are in the unit beside them; `bound` is the best that
any plan could reach of what the point minimised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from cases import Change
from cases.text import Language, sentence
from optimizer.study.decisions import COLUMNS as DECISION
from optimizer.study.points import Part, Point, PointResult, Status
from optimizer.study.units import objective_unit, unit_of
from optimizer.study.walk import Asked

OBJECTIVE = "objective"
POINTS = [
    "part", "point", "key", "scenarios", "changes", "inputs", "options", "status", "reason", "reason_zh",
    "objective", "bound", "gap", "audit_findings", "seconds", "warm", "worker",
]  # fmt: skip
INPUTS = ["part", "point", "input", "value", "text"]
RESULTS = ["part", "point", "status", "scenarios", "changes", "inputs", "indicator", "unit", "value", "bound"]
DECISIONS = ["part", "point", *DECISION]
Landed = Sequence[tuple[Point, str, PointResult]]
"""Points that have a result, with its key."""


def landed(asked: Sequence[Asked], results: Mapping[str, PointResult]) -> Landed:
    """What is there of what was asked for, part by part in the order of asking."""
    there = [(a.point, a.key, results[a.key]) for a in asked if a.key in results]
    parts = list(dict.fromkeys(point.part for point, _, _ in there))
    return sorted(there, key=lambda row: parts.index(row[0].part))


def tables_of(points: Landed, currency: str) -> dict[str, pd.DataFrame]:
    """The tables points, inputs, results and decisions."""
    return {
        "points": pd.DataFrame([_point(*row) for row in points], columns=POINTS),
        "inputs": pd.DataFrame([row for point, _, _ in points for row in _inputs(point)], columns=INPUTS),
        "results": pd.DataFrame(
            [row for point, _, result in points for row in _results(point, result, currency)], columns=RESULTS
        ),
        "decisions": pd.DataFrame(
            [row for point, _, result in points for row in _decisions(point, result)], columns=DECISIONS
        ),
    }


def summaries(parts: Sequence[Part], points: Landed) -> dict[str, pd.DataFrame]:
    """What each part makes of its results so far, by the name of the table."""
    found: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        own = {point.point: result for point, _, result in points if point.part == part.part}
        for name, table in part.tables(own).items():
            found.setdefault(name, []).append(table)
    return {name: pd.concat(tables, ignore_index=True) for name, tables in found.items()}


def told(values: Mapping[str, Any]) -> str:
    """``name=value; name=value``."""
    return "; ".join(f"{name}={value}" for name, value in values.items())


def _asked(point: Point) -> dict[str, str]:
    return {
        "scenarios": "+".join(point.scenarios),
        "changes": "; ".join(map(_change, point.changes)),
        "inputs": told(point.inputs),
    }


def _change(change: Change) -> str:
    """As `--set` takes it."""
    star = "*" if change.action == "multiply" else ""
    return f"{change.table}.{change.row}.{change.column}{star}={change.value}"


def _point(point: Point, key: str, result: PointResult) -> dict[str, Any]:
    names = ("objective", "bound", "gap", "seconds", "warm", "worker")
    return {
        "part": point.part,
        "point": point.point,
        "key": key,
        "options": told(point.options),
        "status": result.status.value,
        "reason": _reason(result, "en"),
        "reason_zh": _reason(result, "zh"),
        "audit_findings": len(result.audit),
        **_asked(point),
        **{name: getattr(result, name) for name in names},
    }


def _reason(result: PointResult, language: Language) -> str:
    """Why there is no plan; of a point that failed, how it is solved again."""
    if result.reason is None:
        return ""
    again = [sentence("study.reason.again", {}, language)] if result.status is Status.FAILED else []
    return ("" if language == "zh" else " ").join([result.reason.sentence(language), *again])


def _inputs(point: Point) -> Iterator[tuple[str, str, str, float | None, str]]:
    for name, value in point.inputs.items():
        number = None if isinstance(value, str) else float(value)
        yield point.part, point.point, name, number, str(value)


def _results(point: Point, result: PointResult, currency: str) -> Iterator[dict[str, Any]]:
    """The objective with its bound, then every total; without a plan the objective's row alone."""
    same = {"part": point.part, "point": point.point, "status": result.status.value, **_asked(point)}
    unit = objective_unit(point.options, currency)
    yield {
        **same, "indicator": OBJECTIVE, "unit": unit, "value": result.objective, "bound": result.bound,
    }  # fmt: skip
    for name, value in result.totals.items():
        shown, factor = unit_of(name, currency)
        yield {**same, "indicator": name, "unit": shown, "value": value * factor, "bound": None}


def _decisions(point: Point, result: PointResult) -> Iterator[dict[str, Any]]:
    for row in result.decisions:
        yield {"part": point.part, "point": point.point, **row}
