"""Three roads of one model into HiGHS: ours, plain rules through `appsi_highs`, finished arrays."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs
from scipy.sparse import coo_array, csr_array

import cases
from models.build import Built, register
from models.data import prepare
from models.hauls import make_hauls
from models.objective import objective_vector
from models.registry import Domain, Registry
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

    def registered() -> Registry:
        pairs = transport.pairs
        hauls = make_hauls(data, pairs.kept, transport.paths.paths, pairs.left_out)
        return register(data, hauls, transport.paths.limited, aim)

    def ours() -> tuple[Built, SolverSession]:
        built = stages.build(transport, data, aim)
        return built, SolverSession(built.assembled.model, options=options.solver())

    built, session = ours()
    given, arrays = dictionaries(built), _Arrays(built)
    relaxed = _same_objective(session, given)
    del built, session
    roads = {"ours": ours, "coefficients": registered, "plain": lambda: _plain(given), "floor": arrays.passed}
    least = _least(roads)
    rows = least["ours"] - least["coefficients"]
    return {
        "build_and_handover_s": least["ours"],
        "of_which_coefficients_s": least["coefficients"],
        "plain_rules_s": least["plain"],
        "floor_s": least["floor"],
        "plain_rules_ratio": least["plain"] / rows,
        "plain_rules_to_all_of_ours": least["plain"] / least["ours"],
        "ours_to_floor": rows / least["floor"],
        "relaxed_objective": relaxed,
    }


def _least(roads: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Least CPU seconds of each over some repetitions, in turn, so that a busy moment meets all alike."""
    times: dict[str, list[float]] = {name: [] for name in roads}
    try:
        for _ in range(REPETITIONS):
            for name, road in roads.items():
                gc.collect()
                gc.freeze()  # the collector is not to look through what only the comparison keeps
                began = time.process_time()
                made = road()
                times[name].append(time.process_time() - began)
                del made
    finally:
        gc.unfreeze()
    return {name: min(seconds) for name, seconds in times.items()}


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
        self.costs = objective_vector(registry, built.data, built.aim)
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
