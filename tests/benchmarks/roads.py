"""Three roads of one model into HiGHS: ours, plain rules through `appsi_highs`, finished arrays."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs
from scipy.sparse import coo_array, csr_array

import cases
from models.build import Built
from models.data import prepare
from models.objective import objective_vector
from models.registry import Domain
from optimizer import stages
from optimizer.options import RunOptions
from optimizer.solver import SolverSession
from tests.benchmarks.plain_rules import Dictionaries, dictionaries, plain_model

REPETITIONS = 3
SAME = 1e-6
"""Relative difference up to which two objectives are the same."""


def compare_roads(case: str) -> dict[str, Any]:
    """CPU seconds of build + hand-over on each road and their ratios, for the model of the first round."""
    loaded = cases.load_case(case)
    assert loaded.case is not None
    options = RunOptions().resolved(loaded.case.info)
    aim = stages.aim_of(loaded.case, options)
    transport, data = stages.transport(loaded.case, aim), prepare(loaded.case)

    def ours() -> tuple[Built, SolverSession]:
        built = stages.build(transport, data, aim)
        return built, SolverSession(built.assembled.model, options=options.solver())

    built, session = ours()
    given = dictionaries(built)
    lp = _same_objective(session, given)
    arrays = _Arrays(built)
    mine, plain, floor = _least(ours), _least(lambda: _plain(given)), _least(arrays.passed)
    return {
        "build_and_handover_s": mine,
        "plain_rules_s": plain,
        "floor_s": floor,
        "plain_rules_ratio": plain / mine,
        "floor_ratio": mine / floor,
        "relaxed_objective": lp,
    }


def _least(road: Callable[[], object]) -> float:
    """Least CPU seconds of some repetitions."""
    times = []
    for _ in range(REPETITIONS):
        gc.collect()
        began = time.process_time()
        made = road()
        times.append(time.process_time() - began)
        del made
    return min(times)


def _plain(given: Dictionaries) -> tuple[Any, Any]:
    model = plain_model(given)
    solver = Highs()
    solver.set_instance(model)
    return model, solver


def _same_objective(session: SolverSession, given: Dictionaries) -> float:
    """Objective of the linear relaxation, which both models must agree on."""
    model = plain_model(given)
    pyo.TransformationFactory("core.relax_integer_vars").apply_to(model)
    solver = Highs()
    plain = float(solver.solve(model).best_feasible_objective)
    ours = session.solve_relaxation().objective
    if not math.isclose(plain, ours, rel_tol=SAME):
        raise SystemExit(f"the models differ: {plain} by plain rules, {ours} by ours")
    return ours


class _Arrays:
    """The finished model as coordinate arrays."""

    def __init__(self, built: Built) -> None:
        registry = built.registry
        self.matrix = coo_array(built.assembled.matrix)
        self.costs = objective_vector(registry, built.aim)
        columns, rows = registry.columns.values(), registry.rows.values()
        self.lower, self.upper = (np.concatenate([getattr(c, side) for c in columns]) for side in _SIDES)
        self.low, self.high = (np.concatenate([getattr(r, side) for r in rows]) for side in _SIDES)
        self.whole = np.concatenate(
            [np.full(len(c.index), c.domain is not Domain.CONTINUOUS) for c in columns]
        )

    def passed(self) -> Any:
        """A solver that holds the model."""
        lp, rows = highspy.HighsLp(), csr_array(self.matrix)
        lp.num_row_, lp.num_col_ = rows.shape
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.costs, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self.low, self.high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.num_row_, lp.a_matrix_.num_col_ = rows.shape
        lp.a_matrix_.start_, lp.a_matrix_.index_ = rows.indptr, rows.indices
        lp.a_matrix_.value_ = rows.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[flag] for flag in self.whole.tolist()]
        solver = highspy.Highs()
        solver.setOptionValue("log_to_console", False)
        solver.passModel(lp)
        if solver.getNumCol() != len(self.costs):
            raise SystemExit("passModel left columns out")
        return solver


_SIDES = ("lower", "upper")
