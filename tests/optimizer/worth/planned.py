"""A case solved as a run does, with what the solver holds of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cases
from cases.case import Case
from optimizer import stages
from optimizer.clock import Clock
from optimizer.options import RunOptions
from optimizer.outcome import SolveResult
from optimizer.progress import Silent
from optimizer.sift import sift
from optimizer.stages import Sifted


@dataclass(frozen=True)
class Planned:
    """A plan and the session that found it."""

    case: Case
    sifted: Sifted
    plan: SolveResult


def planned(case_ref: str | Path, **options: Any) -> Planned:
    """The plan of a case, to a gap of nothing in one thread unless said."""
    loaded = cases.load_case(case_ref)
    assert loaded.case is not None, [str(finding) for finding in loaded.findings]
    asked = RunOptions(**({"gap": 0.0, "threads": 1} | options)).resolved(loaded.case.info)
    aim = stages.aim_of(loaded.case, asked)
    stop = threading.Event()
    sifted = sift(stages.transport(loaded.case, aim), asked, aim=aim, clock=Clock(Silent()), stop=stop)
    plan = stages.solve(sifted, progress=lambda _: None, stop=stop)
    assert plan.outcome.has_plan, plan.outcome
    return Planned(loaded.case, sifted, plan)
