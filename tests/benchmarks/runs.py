"""Whole runs, with the seconds inside HiGHS told apart from all others."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import highspy

from optimizer.options import RunOptions
from optimizer.run import RunOutcome, run_case

SIZE = ("columns", "rows", "nonzeros", "pairs", "pairs_left_out", "paths", "price_out_rounds", "pairs_added")


def measure_run(case: str, *, seed: int, gap: float) -> dict[str, Any]:
    """Size, stage times, answer and memory of the plan alone, and the time of all that a user gets.

    All: today's operation, the comparison, the run folder, workbook and page.
    """
    start = _start_seconds()
    outcome, total, inside = _timed(case, RunOptions(seed=seed, gap=gap, current="none"), None)
    plan = outcome.plan
    with tempfile.TemporaryDirectory() as folder:
        everything, whole, within = _timed(case, RunOptions(seed=seed, gap=gap), Path(folder) / "run")
    return {
        "case": plan["case"],
        "model": {name: plan["model"][name] for name in SIZE},
        "stages_s": plan["timings_s"],
        "time_s": {
            "start_s": start,
            "total_s": start + total,
            "inside_highs_s": inside,
            "outside_highs_s": start + total - inside,
        },
        "with_today_and_documents_s": {
            **everything.plan["timings_s"],
            "total_s": start + whole,
            "of_it_outside_highs_s": start + whole - within,
        },
        "answer": {
            "seed": seed,
            "status": plan["status"],
            "objective": plan["objective"],
            "gap": plan["gap"],
            "gap_to_root": plan["model"]["gap_to_root"],
            "best_reduced_cost_left_out": plan["model"]["best_reduced_cost_left_out"],
            "audit_findings": len(outcome.audit),
            "peak_memory_mib": plan["peak_memory_mib"],
        },
    }


def measure_seeds(case: str, seeds: Sequence[int], *, gap: float) -> list[dict[str, Any]]:
    """Time and gap of the same run under other seeds."""
    rows = []
    for seed in seeds:
        outcome, total, inside = _timed(case, RunOptions(seed=seed, gap=gap, current="none"), None)
        gaps = {"gap": outcome.plan["gap"], "gap_to_root": outcome.plan["model"]["gap_to_root"]}
        rows.append({"seed": seed, "total_s": total, "inside_highs_s": inside, **gaps})
    return rows


def _timed(case: str, options: RunOptions, out: Path | None) -> tuple[RunOutcome, float, float]:
    """The outcome, seconds in all and seconds inside HiGHS."""
    began = time.perf_counter()
    with _highs_clock() as inside:
        outcome = run_case(case, options=options, out=out)
    total = time.perf_counter() - began
    if not outcome.plan:
        raise SystemExit(f"{case}: no plan ({outcome.exit_code.name})")
    return outcome, total, sum(inside)


@contextmanager
def _highs_clock() -> Iterator[list[float]]:
    """Collects the seconds of every `Highs.run`."""
    seconds: list[float] = []
    run = highspy.Highs.run

    def timed(self: Any) -> Any:
        began = time.perf_counter()
        try:
            return run(self)
        finally:
            seconds.append(time.perf_counter() - began)

    highspy.Highs.run = timed
    try:
        yield seconds
    finally:
        highspy.Highs.run = run


def _start_seconds() -> float:
    """What Python and the imports take before a run begins."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import optimizer.run"], check=True)
    return time.perf_counter() - began
