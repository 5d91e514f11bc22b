"""Pairs of real states of a case: two plans with different aims or limits, as compare takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

import cases
from cases.case import Case
from models.accounting import Accounts
from models.comparison import compare
from models.comparison.state import State, state_of
from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case

STATES = ("current", "plan")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two states of one case and the tables that compare them."""

    case: Case
    current: Accounts
    plan: Accounts
    tables: Mapping[str, pd.DataFrame]

    def accounts(self, state: str) -> Accounts:
        return self.current if state == "current" else self.plan

    def state(self, state: str) -> State:
        return state_of(self.case, self.accounts(state))

    def total(self, table: str, measure: str, state: str) -> float:
        """Sum of a measure over all rows of a table."""
        rows = self.tables[table]
        return float(rows.loc[rows["measure"] == measure, state].sum())

    def value(self, table: str, measure: str, state: str, **ids: str) -> float:
        """The one value of a measure for these ids."""
        rows = self.tables[table]
        rows = rows[rows["measure"] == measure]
        for name, wanted in ids.items():
            rows = rows[rows[name] == wanted]
        (value,) = rows[state].tolist()
        return float(value)


def pair(name: str, *, current: Mapping[str, Any], plan: Mapping[str, Any]) -> Pair:
    """Solve a library case with both sets of run options."""
    case = cases.load_case(name).case
    assert case is not None
    today, then = (_accounts(name, options) for options in (current, plan))
    return Pair(case=case, current=today, plan=then, tables=compare(case, today, then))


def _accounts(name: str, options: Mapping[str, Any]) -> Accounts:
    outcome = run_case(name, options=RunOptions(threads=1, current="none", **options))
    assert outcome.exit_code is ExitCode.PLAN, outcome.reason
    return Accounts(outcome.tables, dict(outcome.plan["totals"]["plan"]))
