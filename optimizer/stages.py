"""The stages of a run, each a thin call of the packages below; order and timing are `run.py`'s."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cases.case import Case
from cases.findings import Findings
from models.accounting import account
from models.audit import AuditAim
from models.audit import audit as audit_plan
from models.build import Built, build_model
from models.data import ModelData
from models.extract import extract as extract_tables
from models.gauges import counts_hauls
from models.hauls import make_hauls
from models.network import Network, build_network
from models.network_check import check_network, check_pairs
from models.objective import Aim, second_vector
from models.pairs import CandidatePairs, candidate_pairs
from models.paths import PathTable, PathWeights, find_paths
from models.registry import Ints
from optimizer.dive import dive
from optimizer.options import RunOptions
from optimizer.outcome import Progress, SolveResult
from optimizer.rights import with_claims
from optimizer.season_by_season import AFTER, BEFORE
from optimizer.solver import SolverSession
from optimizer.solver_thread import ProgressCallback

BASE = 1000.0
"""The model counts in thousands: kCNY, kt."""
NAMES_SHOWN = 3
FIRST = ("y_on", "y_rule", "y_within", "y_lines", "y_service")
"""Choices that shape a plan: what is built, which rewards are earned, which lines and rail services run."""
LATE = ("y_raw_feeder", "y_fuel_feeder")
"""Choices that follow: which material gets a feeder."""
CO2_AIM_COST = 1e-6
"""Weight of a CNY beside a kg of CO2 in the aim co2: it only decides between equals."""
DEAREST_CO2 = 2.0
"""CNY per kg of CO2 up to which a cleaner but dearer path is kept under a CO2 cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """The graph, who may trade with whom, and the ways between them."""

    network: Network
    pairs: CandidatePairs
    paths: PathTable
    findings: Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """A model to which nothing left out is worth adding, inside the solver, and what its root said."""

    built: Built
    session: SolverSession
    transport: Transport
    relaxation: SolveResult
    rounds: int
    pairs_added: int
    paths_added: int
    best_left_out: float
    """Least reduced cost left out, per tonne in the unit of the aim; none below zero is a proof."""
    bound: float
    """Objective that no plan of the whole problem is below [kCNY or kt]; minus infinity where not known."""
    plan: SolveResult | None = None
    """The first plan, where one was made on the way."""
    rounded: bool = False
    """Whether rounding was tried on the way: it would come to the same end again."""

    @property
    def is_whole(self) -> bool:
        """Whether no pair is left out, so that a bound of the model is a bound of the whole problem."""
        return self.transport.pairs.left_out.empty

    @property
    def order(self) -> Ints:
        """Solver column of every column of the registry."""
        return order_of(self.built, self.session)

    def columns_of(self, names: Sequence[str]) -> Ints:
        """Solver columns of families of decisions; one that the case does not have has none."""
        return columns_of(self.built, self.session, names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Decision and result tables and the totals of a plan."""

    tables: Mapping[str, pd.DataFrame]
    totals: Mapping[str, Any]
    years: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Totals of each year of a case that has several."""


def order_of(built: Built, session: SolverSession) -> Ints:
    """Solver column of every column of the registry."""
    return np.array([session.column(variable) for variable in built.assembled.variables], dtype=np.int64)


def columns_of(built: Built, session: SolverSession, names: Sequence[str]) -> Ints:
    """Solver columns of families of decisions; one that the case does not have has none."""
    known = built.registry.columns
    numbers = [known[name].numbers for name in names if name in known]
    return order_of(built, session)[np.concatenate(numbers)]


def season_of(built: Built, session: SolverSession) -> Ints:
    """Number of the period of every solver column; for one of no period whether its choice comes before."""
    numbers = np.full(session.column_count, AFTER, dtype=np.int64)
    order, codes = order_of(built, session), pd.Index(built.data.periods["period"])
    for name, family in built.registry.columns.items():
        of_none = BEFORE if name in FIRST else AFTER
        known = pd.Index(family.index["period"]) if "period" in family.index else None
        numbers[order[family.numbers]] = of_none if known is None else codes.get_indexer(known)
    return numbers


def transport(case: Case, aim: Aim) -> Transport:
    """Graph, candidate pairs and ways between them under the aim, with what they cannot do as findings."""
    findings = Findings()
    network = build_network(case)
    check_network(network, case, findings)
    pairs = candidate_pairs(network, case)
    paths = find_paths(network, pairs.kept, path_weights(aim))
    check_pairs(network, pairs, paths=paths.paths, findings=findings)
    return Transport(network=network, pairs=pairs, paths=paths, findings=findings)


def path_weights(aim: Aim, prices: Mapping[tuple[str, str], float] | None = None) -> PathWeights:
    """What a path is judged by under the aim; ``prices`` are marginal values of full links and terminals."""
    full = dict(prices or {})
    if aim.goal is not None or aim.bounds:
        return _of_two(aim, full)
    if aim.aim == "co2":
        return PathWeights(cost=CO2_AIM_COST, co2=1.0, road_km=aim.road_preference, prices=full)
    carbon = aim.carbon_price / BASE if aim.aim == "priced" else 0.0
    dearest = DEAREST_CO2 if aim.aim == "cap" else carbon
    return PathWeights(
        cost=1.0, co2=carbon, road_km=aim.road_preference, co2_up_to=max(dearest, carbon), prices=full
    )


def _of_two(aim: Aim, full: Mapping[tuple[str, str], float]) -> PathWeights:
    """Where money and something else count and neither's worth in the other is known: what each chooses."""
    gauges = [bound.gauge for bound in aim.bounds] + ([] if aim.goal is None else [aim.goal.gauge])
    road_counts = any(counts_hauls(gauge) for gauge in gauges)
    dear = PathWeights(cost=1.0, road_km=aim.road_preference, prices=full, road_counts=road_counts)
    clean = replace(dear, cost=CO2_AIM_COST, co2=1.0)
    return replace(dear, also=(clean,)) if aim.in_money else replace(clean, also=(dear,))


def aim_of(case: Case, options: RunOptions) -> Aim:
    """What is minimised."""
    return Aim(
        aim=options.aim or case.info.aim,
        money=options.money or case.info.money,
        carbon_price=options.carbon_price or 0.0,
        co2_cap=options.co2_cap,
        road_preference=case.info.road_preference,
        bounds=tuple(options.bounds),
    ).aiming_at(options.goal)


def build(transport: Transport, data: ModelData, aim: Aim) -> Built:
    """The Pyomo model."""
    hauls = make_hauls(data, transport.pairs.kept, transport.paths.paths, transport.pairs.left_out)
    return build_model(data, hauls, transport.paths.limited, aim)


def impossible_rows(built: Built) -> str:
    """Names of rows that nothing can fulfil, a few of them."""
    return ", ".join(f"{family}[{key}]" for family, key in built.assembled.impossible[:NAMES_SHOWN])


def solve(
    sifted: Sifted, *, progress: ProgressCallback, stop: threading.Event, spent: float = 0.0
) -> SolveResult:
    """Solve, then polish: fix the whole numbers, solve the rest again, decide ties by the second aim.

    ``spent``: seconds of the time limit that went by before.
    """
    session = sifted.session
    result = dive(
        session,
        first=sifted.columns_of(FIRST),
        late=sifted.columns_of(LATE),
        root=sifted.relaxation,
        bound=sifted.bound,
        plan=sifted.plan,
        rounded=sifted.rounded,
        season=season_of(sifted.built, session),
        whole=sifted.is_whole,
        spent=spent,
        progress=in_units(progress),
        stop=stop,
    )
    if not result.outcome.has_plan:
        return result
    return polished(sifted, result.at_least(sifted.bound))


def polished(sifted: Sifted, result: SolveResult) -> SolveResult:
    """The plan with exactly whole numbers, the best for the second aim among equals."""
    second = np.zeros(sifted.session.column_count)
    second[sifted.order] = second_vector(sifted.built.registry, sifted.built.data, sifted.built.aim)
    return with_claims(sifted.built, sifted.session, result, then=second)


def in_units(progress: ProgressCallback) -> ProgressCallback:
    """The model counts in thousands; people read whole units."""

    def tell(look: Progress) -> None:
        best = None if look.best is None else look.best * BASE
        progress(replace(look, best=best, bound=None if look.bound is None else look.bound * BASE))

    return tell


def extract(case: Case, sifted: Sifted, *, result: SolveResult) -> Answer:
    """Values to decision tables, and everything reported computed from them."""
    built = sifted.built
    solution = extract_tables(built, result.values[sifted.order], sifted.transport.paths.steps_of)
    accounts = account(case, solution, money=built.aim.money)
    return Answer(tables=accounts.tables, totals=accounts.totals, years=accounts.years)


def audit(case: Case, answer: Answer, *, result: SolveResult, aim: Aim) -> Sequence[Any]:
    """What the independent check finds."""
    judged_by = AuditAim(
        aim=aim.aim,
        money=aim.money,
        objective=result.objective * BASE,
        carbon_price=aim.carbon_price,
        road_preference=aim.road_preference,
        co2_cap_t=aim.co2_cap * BASE if aim.aim == "cap" and aim.co2_cap is not None else None,
        goal=aim.goal,
        bounds=aim.bounds,
    )
    return audit_plan(case, answer.tables, answer.totals, years=answer.years, aim=judged_by)
