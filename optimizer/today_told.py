"""Today's operation told: tables, totals, limits it breaks, how much of it was stated, its audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cases.case import Case
from cases.text import Language
from models.accounting import account
from models.audit import AuditAim, AuditFinding, audit, sentence
from models.audit.expected import explains, unexplained
from models.completion import CUSTOMARY
from models.extract import extract
from models.ledgers.completion import completion_book
from optimizer.stages import Answer
from optimizer.today import Today

TOLD = 1e-4
"""Breaches below this, in the row's unit, are solver noise."""
LEVEL = "v_custom_level"
STATED_UNITS = {"lines": "lines", "days": "d"}
"""Units of stated facts that are no tonnes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Tables (those of a plan, ``breaches`` and ``completion``), totals, audit."""

    answer: Answer
    today: Today
    findings: Sequence[AuditFinding]
    """All that the audit finds."""
    unexplained: Sequence[AuditFinding]
    """What no told breach explains: something is wrong."""


def tell(case: Case, today: Today) -> Told:
    """Extract, account and audit."""
    found = answer(case, today)
    aim = AuditAim(aim="cost", money=today.built.aim.money, today=True)
    findings = audit(case, found.tables, found.totals, years=found.years, aim=aim)
    broken = list(found.tables["breaches"][["limit", "key"]].itertuples(index=False, name=None))
    found = replace(found, tables={**found.tables, "breaches": _in_words(found.tables["breaches"], findings)})
    return Told(answer=found, today=today, findings=findings, unexplained=unexplained(findings, broken))


def _in_words(breaches: pd.DataFrame, findings: Sequence[AuditFinding]) -> pd.DataFrame:
    """Each breach with what the audit says of it, English and Chinese; empty within the audit's tolerance."""
    broken = breaches[["limit", "key"]].itertuples(index=False, name=None)
    own = [next((f for f in findings if explains(breach, f)), None) for breach in broken]
    texts: dict[str, Language] = {"sentence": "en", "sentence_zh": "zh"}
    told = {name: ["" if f is None else sentence(f, tongue) for f in own] for name, tongue in texts.items()}
    return breaches.assign(**told)


def current_json(told: Told, audited: Mapping[str, Any]) -> dict[str, Any]:
    """The part ``current`` of plan.json: how today was completed, what it breaks, what was proven of it."""
    today, tables = told.today, told.answer.tables
    return {
        "completion": today.completion,
        "share": tables["completion"].to_dict("records"),
        "level": level(today),
        "deviation_kt": today.deviation,
        "least_deviation_kt": today.least_deviation,
        "breach_weighted_kcny": today.breach,
        "least_breach_weighted_kcny": today.least_breach,
        "breaches": tables["breaches"].to_dict("records"),
        **audited,
    }


def level(today: Today) -> dict[str, float]:
    """Clinker made over the customary use of capacity, by each period in which custom rules a kiln's."""
    family = today.built.registry.columns.get(LEVEL)
    if family is None:
        return {}
    rules = departures(today)
    ruled = set(rules.loc[rules["fact"] == "clinker", "period"])
    values = zip(family.index["period"], today.result.values[family.numbers].tolist(), strict=True)
    return {str(period): value for period, value in values if period in ruled}


def answer(case: Case, today: Today) -> Answer:
    """Tables and totals of today as those of a plan, with ``breaches`` and ``completion``."""
    solution = extract(today.built, today.result.values, today.transport.paths.steps_of)
    accounts = account(case, solution, money=today.built.aim.money)
    share = completion_book(case, accounts.tables, departures(today), customary=today.completion == CUSTOMARY)
    tables = {**accounts.tables, "breaches": breaches(case, today), "completion": share}
    return Answer(tables=tables, totals=accounts.totals, years=accounts.years)


def departures(today: Today) -> pd.DataFrame:
    """Where custom rules, and by how much today departs from it: fact, key, period, under, over [kt]."""
    columns, values = today.built.registry.columns, today.result.values
    if "v_custom_under" not in columns:
        return pd.DataFrame({"fact": [], "key": [], "period": [], "under": [], "over": []})
    sides = {side: values[columns[f"v_custom_{side}"].numbers] for side in ("under", "over")}
    return columns["v_custom_under"].index.assign(**sides)


def breaches(case: Case, today: Today) -> pd.DataFrame:
    """Limits that today's operation breaks: limit, key, side, amount in the row's unit, and its cell."""
    registry = today.built.registry
    rows = []
    for side in ("below", "above"):
        family = registry.columns[f"u_{side}"]
        amount = today.result.values[family.numbers]
        for name, key, given in family.index.assign(amount=amount)[amount > TOLD].itertuples(index=False):
            limit = registry.rows[name]
            place = limit.index.astype(str).agg("+".join, axis=1).tolist().index(key)
            behind = limit.behind[place]
            cell = None if behind is None else case.cell(*behind)
            unit = STATED_UNITS.get(key.split("+")[0], limit.unit) if name == "c_stated" else limit.unit
            rows.append((name, key, side, given, unit, "" if cell is None else str(cell)))
    return pd.DataFrame(rows, columns=["limit", "key", "side", "amount", "unit", "cell"])
