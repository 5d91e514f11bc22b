"""A front of many points, each from what the one before left, against as many solves from the start."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import cases
from optimizer import stages
from optimizer.clock import Clock
from optimizer.kept import Kept
from optimizer.options import RunOptions
from optimizer.progress import Silent
from optimizer.run import run_case
from optimizer.sift import sift


@dataclass(frozen=True, slots=True)
class _Solved:
    """Objective and bound in the unit of the aim; processor seconds."""

    objective: float
    bound: float
    seconds: float
    findings: int = 0


def measure_front(case: str, points: int, *, gap: float) -> dict[str, Any]:
    """Ratios of processor seconds in one process, for the linear relaxation and for whole plans.

    The least cost under caps on CO2, in equal steps between that of the cheapest and that of the cleanest
    plan, the tightest first. The two plans that give the span are not counted. ``open``: the largest part by
    which a best plan lies below the bound of the other road, which must be nothing.
    """
    raw = cases.read_case(case)
    caps = _caps(raw, points, gap)
    kept = Kept()
    cold_plans = [_plan(raw, cap, gap, Kept()) for cap in caps]
    warm_plans = [_plan(raw, cap, gap, kept) for cap in caps]
    kept = Kept()
    cold_roots = [_relaxation(raw, cap, gap, Kept()) for cap in caps]
    warm_roots = [_relaxation(raw, cap, gap, kept) for cap in caps]
    return {
        "points": points,
        "relaxation": {
            **_told(cold_roots, warm_roots),
            "all_to_first": _seconds(warm_roots) / warm_roots[0].seconds,
        },
        "plans": {
            **_told(cold_plans, warm_plans),
            "widest_cold": max(_width(one) for one in cold_plans),
            "widest_warm": max(_width(one) for one in warm_plans),
            "audit_findings": sum(one.findings for one in [*cold_plans, *warm_plans]),
        },
    }


def _caps(raw: cases.RawCase, points: int, gap: float) -> list[float]:
    """Caps in kt, the tightest first."""
    kept = Kept()
    ends = []
    for aim in ("co2", "cost"):
        options = RunOptions(aim=aim, gap=gap, threads=1, current="none")  # type: ignore[arg-type]
        totals = run_case(raw, options=options, kept=kept).plan["totals"]["plan"]
        ends.append(totals["co2_t"] / stages.BASE)
    return [float(cap) for cap in np.linspace(*ends, points + 2)[1:-1]]


def _options(cap: float, gap: float) -> RunOptions:
    return RunOptions(aim="cap", co2_cap=cap, gap=gap, threads=1, current="none")


def _plan(raw: cases.RawCase, cap: float, gap: float, kept: Kept) -> _Solved:
    began = time.process_time()
    run = run_case(raw, options=_options(cap, gap), kept=kept)
    seconds = time.process_time() - began
    if not run.plan:
        raise SystemExit(f"no plan under {cap} kt ({run.exit_code.name})")
    return _Solved(run.plan["objective"], run.plan["bound"], seconds, len(run.audit))


def _relaxation(raw: cases.RawCase, cap: float, gap: float, kept: Kept) -> _Solved:
    """As far as the linear relaxation of the whole problem, from the sheets on."""
    began = time.process_time()
    case = kept.read(lambda: cases.load_case(raw)).case
    assert case is not None
    options = _options(cap, gap).resolved(case.info)
    aim = stages.aim_of(case, options)
    sifted = sift(
        kept.transport(case, aim), options, aim=aim, clock=Clock(Silent()), stop=threading.Event(),
        kept=kept, relaxed=True,
    )  # fmt: skip
    return _Solved(sifted.relaxation.objective, sifted.bound, time.process_time() - began)


def _told(cold: Sequence[_Solved], warm: Sequence[_Solved]) -> dict[str, Any]:
    pairs = list(zip(cold, warm, strict=True))
    return {
        "cold_s": _seconds(cold),
        "warm_s": _seconds(warm),
        "warm_to_cold": _seconds(warm) / _seconds(cold),
        "first_s": warm[0].seconds,
        "open": max(max(_below(a, b), _below(b, a)) for a, b in pairs),
        "objectives_differ": max(abs(a.objective - b.objective) / abs(a.objective) for a, b in pairs),
    }


def _below(plan: _Solved, other: _Solved) -> float:
    return max(0.0, (other.bound - plan.objective) / abs(plan.objective))


def _seconds(solved: Sequence[_Solved]) -> float:
    return sum(one.seconds for one in solved)


def _width(one: _Solved) -> float:
    return (one.objective - one.bound) / abs(one.objective)
