"""One run: a case in, an audited plan out.

Each stage can end the run; none prints. The same from Python:

    from optimizer.run import run_case
    outcome = run_case("xinjiang", out="plan")
    print(outcome.plan["totals"]["plan"]["cost"])
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import Any

import pandas as pd

import cases
from cases.case import Case
from cases.findings import Findings
from cases.years import modelled_years
from models.accounting import Accounts
from models.comparison import compare_years
from models.completion import CUSTOMARY
from optimizer import stages
from optimizer.archive import RunContent, check_folder, write_run
from optimizer.clock import Clock, peak_memory_mib
from optimizer.dive import LARGE
from optimizer.handover import InfeasibleRowError
from optimizer.kept import Kept
from optimizer.options import RunOptions
from optimizer.outcome import Outcome, SolveResult
from optimizer.plan import geometry_tables, plan_json, run_json
from optimizer.progress import Reporter, Silent
from optimizer.sift import sift, with_everything
from optimizer.target_costs import target_costs
from optimizer.today import solve_today
from optimizer.today_told import Told, tell
from optimizer.worth.marginals import marginals_table
from reports import write_reports


class ExitCode(IntEnum):
    """What the command returns."""

    PLAN = 0
    UNEXPECTED = 1
    CASE_ERRORS = 2
    INFEASIBLE = 3
    NO_PLAN = 4
    AUDIT_FAILED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """How a run ended. `plan` is the content of plan.json or empty; `audit` what the audit found.

    `tables` and `current` hold the plan and today's operation as the folders of these names do.
    """

    exit_code: ExitCode
    outcome: Outcome | None = None
    findings: Findings = field(default_factory=Findings)
    audit: Sequence[Any] = ()
    plan: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    current: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    case: Case | None = None
    """The case as changed, of a plan."""
    folder: Path | None = None
    reason: str = ""
    """Names of rows that cannot hold, for an infeasible case."""


def run_case(
    case_ref: str | Path | cases.RawCase,
    *,
    options: RunOptions | None = None,
    out: str | Path | None = None,
    reporter: Reporter | None = None,
    stop: threading.Event | None = None,
    kept: Kept | None = None,
) -> RunOutcome:
    """Read, build, solve, audit and, with `out`, write; setting `stop` takes the best plan so far.

    ``kept`` is what runs of the same case, scenarios and changes left; it takes what this one leaves.
    """
    wanted, reporter = options or RunOptions(), reporter or Silent()
    kept = kept or Kept()
    folder = Path(out) if out is not None else None
    if folder is not None:
        check_folder(folder)
    clock = Clock(reporter)
    with clock.stage("read"):
        loaded = kept.read(
            lambda: cases.load_case(case_ref, scenarios=wanted.scenarios, changes=wanted.changes)
        )
        findings = Findings(loaded.findings.sheets)
        findings.extend(loaded.findings)
    if loaded.case is None or loaded.findings.errors:
        return RunOutcome(exit_code=ExitCode.CASE_ERRORS, findings=loaded.findings)
    wanted.check_year(modelled_years(loaded.case))
    job = _Job(loaded.case, wanted.resolved(loaded.case.info), findings, clock, kept)
    return job.run(folder, reporter, stop or threading.Event())


@dataclass(frozen=True, slots=True)
class _Job:
    """A readable case on its way to a plan."""

    case: Case
    options: RunOptions
    findings: Findings
    clock: Clock
    kept: Kept

    def run(self, folder: Path | None, reporter: Reporter, stop: threading.Event) -> RunOutcome:
        """All stages after reading."""
        aim = stages.aim_of(self.case, self.options)
        with self.clock.stage("network"):
            transport = self.kept.transport(self.case, aim)
        self.findings.extend(transport.findings)
        if self.findings.errors:
            return RunOutcome(exit_code=ExitCode.CASE_ERRORS, findings=self.findings)
        try:
            sifted = sift(transport, self.options, aim=aim, clock=self.clock, stop=stop, kept=self.kept)
        except InfeasibleRowError as error:
            self.kept.forget()
            return self._without_plan(Outcome.INFEASIBLE, reason=str(error))
        with self.clock.stage("solve"):
            result = stages.solve(
                sifted, progress=reporter.solving, stop=stop, spent=self.clock.seconds["solve"]
            )
        if self._wants_everything(sifted, result) and not stop.is_set():
            sifted, result = self._with_everything(sifted, result, reporter=reporter, stop=stop)
        self.kept.remember(sifted, result)
        if not result.outcome.has_plan:
            return self._without_plan(result.outcome)
        with self.clock.stage("extract"):
            answer = stages.extract(self.case, sifted, result=result)
        with self.clock.stage("current"):
            today = self._today(self.kept.reach or transport, sifted, reporter=reporter, stop=stop)
        if folder is not None and self.options.marginals and not stop.is_set():
            with self.clock.stage("worth"):
                worth = marginals_table(self.case, sifted, result)
            answer = replace(answer, tables={**answer.tables, "marginals": worth})
        more: Sequence[Any] = ()
        if self.options.target_costs and self.case.targets:
            with self.clock.stage("solve"):
                costs = target_costs(
                    self.case, sifted, answer, result=result, progress=reporter.solving, stop=stop,
                    seconds=max(0.0, self._seconds_left(result)),
                )  # fmt: skip
            answer = replace(answer, tables={**answer.tables, "target_costs": costs.table})
            more = costs.audit
        return self._audited(sifted, answer, today, result=result, folder=folder, more=more)

    def _wants_everything(self, sifted: stages.Sifted, result: SolveResult) -> bool:
        """Whether what was left out may stand between plan and proof, and all of it can be searched."""
        if sifted.is_whole or result.gap <= self.options.gap or self._seconds_left(result) <= 0:
            return False
        return not result.outcome.has_plan or sifted.session.column_count <= LARGE

    def _seconds_left(self, result: SolveResult) -> float:
        limit = self.options.time_limit
        return math.inf if limit is None else limit - result.seconds

    def _with_everything(
        self, sifted: stages.Sifted, result: SolveResult, *, reporter: Reporter, stop: threading.Event
    ) -> tuple[stages.Sifted, SolveResult]:
        """Solve again with no pair left out, and keep the better plan with the bound that holds for both."""
        left = self._seconds_left(result)
        options = replace(self.options, time_limit=None if math.isinf(left) else left)
        aim = sifted.built.aim
        with self.clock.stage("network"):
            transport = with_everything(sifted.transport, aim)
        before = self.clock.seconds["solve"]
        whole = sift(transport, options, aim=aim, clock=self.clock, stop=stop, kept=self.kept)
        whole = replace(
            whole, rounds=whole.rounds + sifted.rounds, pairs_added=len(sifted.transport.pairs.left_out)
        )
        with self.clock.stage("solve"):
            again = stages.solve(
                whole, progress=reporter.solving, stop=stop, spent=self.clock.seconds["solve"] - before
            )
        if again.outcome.has_plan and again.objective <= result.objective:
            return whole, again.at_least(result.bound)
        return sifted, result.at_least(again.bound)

    def _without_plan(self, outcome: Outcome, *, reason: str = "") -> RunOutcome:
        codes = {Outcome.INFEASIBLE: ExitCode.INFEASIBLE, Outcome.NOTHING_FOUND: ExitCode.NO_PLAN}
        code = codes.get(outcome, ExitCode.UNEXPECTED)
        return RunOutcome(exit_code=code, outcome=outcome, findings=self.findings, reason=reason)

    def _audited(
        self,
        sifted: stages.Sifted,
        answer: stages.Answer,
        today: Told | None,
        *,
        result: SolveResult,
        folder: Path | None,
        more: Sequence[Any],
    ) -> RunOutcome:
        with self.clock.stage("audit"):
            audit = [*stages.audit(self.case, answer, result=result, aim=sifted.built.aim), *more]
        told = plan_json(
            self.case, self.options, sifted=sifted, result=result, answer=answer, audit=audit, today=today
        )
        if today is not None:
            audit = [*audit, *today.unexplained]

        def plan() -> dict[str, Any]:
            return {**told, "timings_s": self.clock.seconds, "peak_memory_mib": peak_memory_mib()}

        if folder is not None:
            with self.clock.stage("write"):
                self._write(folder, answer, plan, today)
        return RunOutcome(
            exit_code=ExitCode.AUDIT_FAILED if audit else ExitCode.PLAN,
            outcome=result.outcome,
            findings=self.findings,
            audit=audit,
            plan=plan(),
            tables=answer.tables,
            current={} if today is None else today.answer.tables,
            case=self.case,
            folder=folder,
        )

    def _today(
        self,
        reach: stages.Transport,
        sifted: stages.Sifted,
        *,
        reporter: Reporter,
        stop: threading.Event,
    ) -> Told | None:
        """Today's operation, unless not asked for; what cannot be completed is a warning.

        By custom nobody hauls beyond the reach, whatever the plan's aim let in.
        """
        completion = self.options.current or self.case.info.current_completion
        if completion == "none":
            return None
        today = solve_today(
            reach if completion == CUSTOMARY else sifted.transport, self.options, aim=sifted.built.aim,
            completion=completion, progress=reporter.solving, stop=stop,
        )  # fmt: skip
        if today is None:
            code = "today.stopped" if stop.is_set() else "today.impossible"
            self.findings.add(code, subject=self.case.info.id)
            return None
        return tell(self.case, today)

    def _write(
        self,
        folder: Path,
        answer: stages.Answer,
        plan: Callable[[], dict[str, Any]],
        today: Told | None,
    ) -> None:
        content = RunContent(
            case=self.case,
            tables=answer.tables,
            current={} if today is None else today.answer.tables,
            comparison={} if today is None else _compared(self.case, today.answer, answer),
            geometry=geometry_tables(self.case, answer.tables),
            plan=plan,
            run=run_json(self.case, self.options),
        )
        write_run(folder, content)
        write_reports(folder, self.options.language, self.options.year)


def _compared(case: Case, today: stages.Answer, plan: stages.Answer) -> dict[str, pd.DataFrame]:
    """Both states side by side; of a case of several years each year for itself."""
    return compare_years(case, *(Accounts(a.tables, dict(a.totals), a.years) for a in (today, plan)))
