"""Thresholds: a share that reaches a threshold earns something, by choice or by itself.

Exactly at the threshold both answers of an automatic rule are right, and the model takes the better one: no
linear program can tell a share from the same share and a grain more.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.policy import REGION, SUBJECT, ruled, steps_before
from cases.records import Threshold
from cases.shifting import DAYS, bonus_counts
from models.data import ModelData
from models.form_rows import differences, extremes, split
from models.forms import form_terms
from models.projects import choices
from models.registry import Behind, Domain, Floats, Ints, Kind, Registry

KEYS = ["rule", "subject", "year"]
PAYMENTS = ("refund", "carve_out")
"""Rewards in the sector's money."""
UNIT = "unit of the rule"


def add(registry: Registry, data: ModelData, *, incentives: bool) -> None:
    """Register whether each rule is earned that moves something: y_rule, 0 or 1, by subject and year.

    In the model of today nothing is earned: what is reached is only told. Payments between the state and the
    sector are earned only where they count (``incentives``).
    """
    keys = [
        (rule.rule, subject, year)
        for rule, subject, year in ruled(data.case)
        if _moves(data, rule, year, incentives)
    ]
    if data.today or not keys:
        return
    index = pd.DataFrame(keys, columns=KEYS)
    index["col"] = registry.add_columns("y_rule", index, unit="-", domain=Domain.BINARY, upper=1.0)["col"]
    _reached(registry, data, index, differences(registry, data, index))
    _steps(registry, data, index)
    _runs(registry, data, index)
    _permits(registry, data, index)


def _moves(data: ModelData, rule: Threshold, year: str, incentives: bool) -> bool:
    """Whether the plan can be any different by what a rule gives: days are run in a later modelled year."""
    if rule.reward == DAYS:
        return int(year) in bonus_counts(data.case)
    return rule.project is not None or (incentives and rule.reward in PAYMENTS)


def _reached(registry: Registry, data: ModelData, index: pd.DataFrame, terms: pd.DataFrame) -> None:
    """Earned only where reached: num − θ·den ≥ −M·(1 − y); automatic also num − θ·den ≤ M·y.

    M is the least that the difference can be, or the most, whatever hauls are in the model.
    """
    least, most = extremes(registry, data, terms, len(index))
    decided, constant = split(terms, len(index))
    big = np.maximum(0.0, -least)
    rows = _family(registry, "c_rule_reached", index, lower=-big - constant)
    registry.add_terms(rows[decided["number"]], decided["col"], decided["coef"])
    registry.add_terms(rows, index["col"], -big)
    by_itself = index["rule"].map({n: r.automatic for n, r in data.case.thresholds.items()}).to_numpy(bool)
    applied = index[by_itself]
    if applied.empty:
        return
    rows = _family(registry, "c_rule_applies", applied, upper=-constant[by_itself])
    place = np.full(len(index), -1)
    place[by_itself] = rows
    here = decided[by_itself[decided["number"]]]
    registry.add_terms(place[here["number"]], here["col"], here["coef"])
    registry.add_terms(rows, applied["col"], -np.maximum(0.0, most)[by_itself])


def _family(
    registry: Registry, name: str, index: pd.DataFrame, *, lower: Floats | float = -np.inf,
    upper: Floats | float = np.inf,
) -> Ints:  # fmt: skip
    behind: list[Behind] = [("thresholds", rule, "threshold") for rule in index["rule"]]
    return registry.add_rows(
        name, index[KEYS], unit=UNIT, kind=Kind.LAW, lower=lower, upper=upper, behind=behind
    )


def _steps(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    """A step is earned only with the one below it: y ≤ y of the lower step."""
    before = {name: steps_before(data.case, rule) for name, rule in data.case.thresholds.items()}
    lower = {name: None if rule is None else rule.rule for name, rule in before.items()}
    higher = index.assign(rule_before=index["rule"].map(lower)).dropna(subset=["rule_before"])
    earlier = index.rename(columns={"rule": "rule_before", "col": "col_before"})
    both = higher.merge(earlier, on=["rule_before", "subject", "year"])
    if both.empty:
        return
    rows = registry.add_rows("c_rule_steps", both[KEYS], unit="-", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, both["col"], 1.0)
    registry.add_terms(rows, both["col_before"], -1.0)


def _runs(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    """Nothing is earned by lines that all stand: y ≤ Σ lines running of those that the share is of."""
    if "y_lines" not in registry.columns:
        return
    lines = registry.frame("y_lines").merge(data.periods[["period", "year"]], on="period")
    lines["year"] = lines["year"].astype(str)
    parts = []
    for name, own in index.groupby("rule", sort=False):
        rule = data.case.thresholds[str(name)]
        terms = form_terms(registry, data, rule.denominator, item=rule.item or "*")
        kilns = terms[["kiln", "company", "prefecture"]].dropna(subset=["kiln"]).drop_duplicates()
        subject = REGION if rule.scope == REGION else kilns[SUBJECT[rule.scope]]
        who = kilns.assign(subject=subject)[["kiln", "subject"]].merge(lines, on="kiln")
        numbered = own.assign(number=own.index)[["subject", "year", "number"]]
        parts.append(numbered.merge(who[["subject", "year", "col"]], on=["subject", "year"]))
    placed = pd.concat(parts, ignore_index=True)
    some = index.loc[sorted(placed["number"].unique())]
    if some.empty:
        return
    rows = registry.add_rows("c_rule_runs", some[KEYS], unit="lines", kind=Kind.LAW, lower=0.0)
    row_of = pd.Series(rows, index=some.index)
    registry.add_terms(row_of.reindex(placed["number"]), placed["col"], 1.0)
    registry.add_terms(rows, some["col"], -1.0)


def _permits(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    """A project that a rule permits is there only in years in which it is earned: y_on ≤ units · y_rule.

    A rule with several subjects must be earned by each of them.
    """
    permitted = {name: rule.project for name, rule in data.case.thresholds.items() if rule.project}
    asked = index[index["rule"].isin(permitted)]
    if asked.empty:
        return
    asked = asked.assign(project=asked["rule"].map(permitted))
    both = asked.merge(choices(registry), on=["project", "year"])
    if both.empty:
        return
    rows = registry.add_rows("c_rule_permits", both[KEYS], unit="units", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, both["choice"], 1.0)
    registry.add_terms(rows, both["col"], -both["most_units"])
