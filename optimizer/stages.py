"""The stages of a run, each a thin call of the packages below; order and timing are `run.py`'s."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cases.case import Case
from cases.findings import Findings
from models.accounting import account
from models.audit import AuditAim
from models.audit import audit as audit_plan
from models.build import Built, build_model
from models.data import prepare
from models.extract import extract as extract_tables
from models.hauls import make_hauls
from models.network import Network, build_network
from models.network_check import check_network, check_pairs
from models.objective import Aim
from models.pairs import CandidatePairs, candidate_pairs
from models.paths import PathTable, find_paths
from optimizer.handover import InfeasibleRowError
from optimizer.options import RunOptions
from optimizer.outcome import SolveResult
from optimizer.solver import SolverSession
from optimizer.solver_thread import ProgressCallback

BASE = 1000.0
"""The model counts in thousands: kCNY, kt."""
NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """The graph, who may trade with whom, and the ways between them."""

    network: Network
    pairs: CandidatePairs
    paths: PathTable
    findings: Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Decision and result tables and the totals of a plan."""

    tables: Mapping[str, pd.DataFrame]
    totals: Mapping[str, Any]


def transport(case: Case) -> Transport:
    """Graph, candidate pairs and paths, with what they cannot do as findings."""
    findings = Findings()
    network = build_network(case)
    check_network(network, case, findings)
    pairs = candidate_pairs(network, case)
    paths = find_paths(network, pairs.kept)
    check_pairs(pairs.kept, paths.paths, case, findings)
    return Transport(network=network, pairs=pairs, paths=paths, findings=findings)


def aim_of(case: Case, options: RunOptions) -> Aim:
    """What is minimised."""
    return Aim(
        aim=options.aim or case.info.aim,
        money=options.money or case.info.money,
        carbon_price=options.carbon_price or 0.0,
        co2_cap=options.co2_cap,
        road_preference=case.info.road_preference,
    )


def build(case: Case, transport: Transport, options: RunOptions) -> Built:
    """The Pyomo model."""
    data = prepare(case)
    hauls = make_hauls(data, transport.pairs.kept, transport.paths.paths)
    return build_model(data, hauls, transport.paths.limited, aim_of(case, options))


def hand_over(built: Built, options: RunOptions) -> SolverSession:
    """The model inside the solver; rows that nothing can fulfil make it infeasible at once."""
    impossible = built.assembled.impossible
    if impossible:
        shown = [f"{family}[{key}]" for family, key in impossible[:NAMES_SHOWN]]
        raise InfeasibleRowError(", ".join(shown))
    return SolverSession(built.assembled.model, options=options.solver())


def solve(session: SolverSession, *, progress: ProgressCallback, stop: threading.Event) -> SolveResult:
    """Solve and polish."""
    result = session.solve(progress=progress, stop=stop)
    if not (result.outcome.has_plan and session.is_mixed_integer):
        return result
    return result.polished_by(session.polish(result.values))


def extract(
    case: Case, built: Built, transport: Transport, *, session: SolverSession, result: SolveResult
) -> Answer:
    """Values to decision tables, and everything reported computed from them."""
    order = np.array([session.column(variable) for variable in built.assembled.variables], dtype=np.int64)
    solution = extract_tables(built, result.values[order], transport.paths.steps_of)
    accounts = account(case, solution, money=built.aim.money)
    return Answer(tables=accounts.tables, totals=accounts.totals)


def audit(case: Case, answer: Answer, *, result: SolveResult, aim: Aim) -> Sequence[Any]:
    """What the independent check finds."""
    judged_by = AuditAim(
        aim=aim.aim,
        money=aim.money,
        objective=result.objective * BASE,
        carbon_price=aim.carbon_price,
        road_preference=aim.road_preference,
        co2_cap_t=aim.co2_cap * BASE if aim.aim == "cap" and aim.co2_cap is not None else None,
    )
    return audit_plan(case, answer.tables, answer.totals, aim=judged_by)
