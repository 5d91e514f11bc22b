"""What each hard target costs: the best plan with it against the best plan without it, both audited.

Of several years a target costs so much a year as the aim counts it: level annual costs at the discount rate,
whose difference is what the target adds to the least that was looked for. The plain mean of the years may
even fall where a target brings spending forward. CO2 and waste are of the mean year, as in the totals.

The rows of one target are freed in the session that found the plan, which starts the search. Hauls left out
of the model stay left out, so that a plan without the target may be a little better than the one found.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cases.case import Case, Frozen
from cases.policy import active_targets
from cases.years import money_weights
from optimizer import stages
from optimizer.outcome import SolveResult
from optimizer.solver_thread import ProgressCallback

ROWS = ("c_target", "c_target_capacity")
COLUMNS = [
    "target", "solved", "cost_with_cny", "cost_without_cny", "costs_cny", "open_cny", "co2_with_t",
    "co2_without_t", "waste_used_with_t", "waste_used_without_t",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Costs:
    """The table of costs and what the audit of the plans behind it found."""

    table: pd.DataFrame
    audit: Sequence[Any] = ()


def target_costs(
    case: Case,
    sifted: stages.Sifted,
    answer: stages.Answer,
    *,
    result: SolveResult,
    seconds: float,
    progress: ProgressCallback,
    stop: threading.Event,
) -> Costs:
    """Solve again without each hard target, within ``seconds`` in all; money in CNY, CO2 and waste in t.

    ``open_cny``: what the proofs of the two plans leave open of the difference.
    """
    hard = [target.target for target in active_targets(case) if target.price is None]
    rows: list[dict[str, Any]] = []
    findings: list[Any] = []
    for place, name in enumerate(hard):
        limit = seconds / (len(hard) - place)
        if stop.is_set() or limit <= 0:
            rows.append({"target": name, "solved": 0})
            continue
        without = _without(sifted, name, result, limit=limit, progress=progress, stop=stop)
        seconds = max(0.0, seconds - without.seconds)
        if not without.outcome.has_plan:
            rows.append({"target": name, "solved": 0})
            continue
        other = _switched_off(case, name)
        plan = stages.extract(other, sifted, result=without)
        findings += stages.audit(other, plan, result=without, aim=sifted.built.aim)
        in_money = sifted.built.aim.in_money
        gaps = result.objective - result.bound + without.objective - without.bound
        left = gaps * stages.BASE if in_money else math.nan
        rows.append({"target": name, "solved": 1} | _told(case, answer, plan) | {"open_cny": left})
    return Costs(pd.DataFrame(rows, columns=COLUMNS), findings)


def _without(
    sifted: stages.Sifted,
    target: str,
    result: SolveResult,
    *,
    limit: float,
    progress: ProgressCallback,
    stop: threading.Event,
) -> SolveResult:
    """The best plan with the rows of the target freed; they hold again afterwards."""
    session, built = sifted.session, sifted.built
    held = []
    for name in ROWS:
        family = built.registry.rows.get(name)
        if family is None:
            continue
        for place in np.flatnonzero(family.index["target"].eq(target)):
            constraint = built.assembled.constraints[family.start + place]
            if constraint is not None:
                held.append((session.row(constraint), family.lower[place], family.upper[place]))
    rows = np.array([row for row, _, _ in held], dtype=np.int64)
    session.set_row_bounds(rows, -np.inf, np.inf)
    session.limit(gap=session.options.gap, seconds=limit)
    try:
        session.start_from(result.values)
        found = session.solve(progress=stages.in_units(progress), stop=stop)
        return stages.polished(sifted, found) if found.outcome.has_plan else found
    finally:
        session.as_asked()
        session.set_row_bounds(
            rows, np.array([low for _, low, _ in held]), np.array([high for _, _, high in held])
        )


def _switched_off(case: Case, target: str) -> Case:
    """The case without one of its targets."""
    rows = {name: replace(row, active=row.active and name != target) for name, row in case.targets.items()}
    return replace(case, targets=Frozen(rows))


def _told(case: Case, answer: stages.Answer, plan: stages.Answer) -> dict[str, float]:
    states = (("with", answer), ("without", plan))
    told = {f"cost_{word}_cny": _level_cost(case, state) for word, state in states}
    for key, name in (("co2_t", "co2_{}_t"), ("waste_used_t", "waste_used_{}_t")):
        told |= {name.format(word): float(state.totals[key]) for word, state in states}
    return told | {"costs_cny": told["cost_with_cny"] - told["cost_without_cny"]}


def _level_cost(case: Case, state: stages.Answer) -> float:
    """CNY a year that, paid in every year of the path, has the present value of its costs."""
    weights = money_weights(case)
    return sum(
        weight * float(state.years.get(str(year), state.totals)["cost"]) for year, weight in weights.items()
    )
