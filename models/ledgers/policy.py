"""Rules and targets as a state of the case fulfils them: shares, what is earned, what is short."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cases.case import Case
from cases.forms import activities, forms
from cases.policy import (
    CAPACITY,
    REGION,
    SUBJECT,
    active_rules,
    active_targets,
    indicators,
    required,
    rule_years,
    steps_before,
    subjects,
    target_years,
)
from cases.records import Target, Threshold
from cases.shifting import DAYS
from models.ledgers.forms import form_amounts

RULE_COLUMNS = [
    "rule", "scope", "subject", "year", "numerator", "denominator", "unit", "share_pct", "threshold_pct",
    "reached", "earned", "reward", "amount",
]  # fmt: skip
TARGET_COLUMNS = [
    "target", "scope", "subject", "year", "indicator", "item", "sense", "required", "unit", "value", "held",
    "short_by", "short_unit", "price",
]  # fmt: skip
NEAR = 1e-6
"""Relative difference that counts as reached."""
IN_PLAIN_UNITS = {"kt": ("t", 1000.0), "TJ": ("GJ", 1000.0), "kt·km": ("t·km", 1000.0)}
Tables = Mapping[str, pd.DataFrame]


def rules_book(case: Case, tables: Tables, *, claimed: bool = True) -> pd.DataFrame:
    """One row a rule, subject and year: the share, whether it is reached and earned, what the step earns.

    ``amount`` stands at the highest step that is earned alone. Where nothing was decided (today) a rule that
    applies by itself is earned where it is exceeded, any other is not. Days and a refund are earned where the
    share is reached, a refund unless the plan chose with its money in view (``claimed``).
    """
    parts = [_rule(case, tables, rule, claimed=claimed) for rule in active_rules(case)]
    if not parts:
        return pd.DataFrame(columns=RULE_COLUMNS)
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(amount=frame["amount"].where(_highest(case, frame), 0.0))[RULE_COLUMNS]


def _rule(case: Case, tables: Tables, rule: Threshold, *, claimed: bool) -> pd.DataFrame:
    frame = _places(subjects(case, rule.scope, rule.only), rule_years(case, rule))
    unit, factor = _unit(case, rule.numerator)
    for name in ("numerator", "denominator"):
        frame[name] = factor * _amounts(case, tables, getattr(rule, name), rule, frame)
    frame["share_pct"] = 100.0 * frame["numerator"] / frame["denominator"].where(frame["denominator"] != 0)
    wanted = rule.threshold / 100.0 * frame["denominator"]
    reached = (frame["denominator"] != 0) & (frame["numerator"] >= wanted * (1.0 - NEAR))
    above = (frame["denominator"] != 0) & (frame["numerator"] > wanted * (1.0 + NEAR))
    refund = rule.reward == "refund"
    unchosen = reached if refund or rule.reward == DAYS else above & rule.automatic
    earned = _decided({} if refund and not claimed else tables, rule.rule, frame)
    earned = earned.where(earned.notna(), unchosen.astype(float))
    return frame.assign(
        rule=rule.rule, scope=rule.scope, unit=unit, threshold_pct=rule.threshold,
        reached=reached.astype(int), earned=earned.round().astype(int), reward=rule.reward,
        amount=rule.amount,
    )  # fmt: skip


def _decided(tables: Tables, rule: str, frame: pd.DataFrame) -> pd.Series:
    """1 or 0 as decided; missing where nothing was."""
    if "rules" not in tables:
        return pd.Series(np.nan, index=frame.index)
    chosen = tables["rules"]
    earned = chosen[chosen["rule"] == rule].set_index(["subject", "year"])["earned"]
    keys = pd.MultiIndex.from_frame(frame[["subject", "year"]])
    return pd.Series(earned.reindex(keys).to_numpy(float), index=frame.index)


def _highest(case: Case, frame: pd.DataFrame) -> pd.Series:
    """Whether a row is the highest step that is earned."""
    below = {rule.rule: steps_before(case, rule) for rule in active_rules(case)}
    beaten = {
        (lower.rule, subject, year)
        for rule, subject, year, earned in zip(
            *(frame[c] for c in ("rule", "subject", "year", "earned")), strict=True
        )
        if earned and (lower := below[rule]) is not None
    }
    keys = zip(frame["rule"], frame["subject"], frame["year"], strict=True)
    return frame["earned"].astype(bool) & ~pd.Series([key in beaten for key in keys], index=frame.index)


def targets_book(case: Case, tables: Tables) -> pd.DataFrame:
    """One row a target, subject and year: required, value, and by how much the numerator is short."""
    parts = [
        (_capacity if target.indicator == CAPACITY else _target)(case, tables, target)
        for target in active_targets(case)
    ]
    if not parts:
        return pd.DataFrame(columns=TARGET_COLUMNS)
    return pd.concat(parts, ignore_index=True)[TARGET_COLUMNS]


def _target(case: Case, tables: Tables, target: Target) -> pd.DataFrame:
    indicator = indicators()[target.indicator]
    frame = _places(subjects(case, target.scope, target.only), target_years(case, target))
    unit, factor = _unit(case, indicator.numerator)
    part = _amounts(case, tables, indicator.numerator, target, frame)
    if not indicator.denominator:
        whole = pd.Series(1.0, index=frame.index)
    else:
        whole = _amounts(case, tables, indicator.denominator, target, frame)
    return _told(target, frame.assign(part=part, whole=whole), factor=factor, unit=unit)


def _capacity(case: Case, tables: Tables, target: Target) -> pd.DataFrame:
    """Registered t/d of the lines that run, of all and of those within the norm."""
    frame = _places(subjects(case, target.scope, target.only), target_years(case, target))
    kilns = running_capacity(case, tables)
    kilns["part"] = kilns["capacity"].where(kilns["kgce"] <= (target.norm or 0.0) * (1.0 + NEAR), 0.0)
    kilns["subject"] = REGION if target.scope == REGION else kilns[SUBJECT[target.scope]]
    summed = kilns.groupby(["subject", "year"])[["part", "capacity"]].sum()
    here = summed.reindex(pd.MultiIndex.from_frame(frame[["subject", "year"]])).fillna(0.0)
    frame = frame.assign(part=here["part"].to_numpy(), whole=here["capacity"].to_numpy())
    return _told(target, frame, factor=1.0, unit="t/d")


def running_capacity(case: Case, tables: Tables) -> pd.DataFrame:
    """kiln, company, prefecture, year: registered t/d of its lines that run, kgce per t of its clinker."""
    energy = form_amounts(case, tables, "energy").groupby(["kiln", "year"])["amount"].sum()
    clinker = form_amounts(case, tables, "clinker")
    who = clinker.drop_duplicates(["kiln", "year"])[["kiln", "company", "prefecture", "year"]]
    made = clinker.groupby(["kiln", "year"])["amount"].sum()
    running = tables["kiln_running"]
    years = running["period"].map({key: str(period.year) for key, period in case.periods.items()})
    lines = running["lines_running"].groupby([running["kiln"], years]).max()
    keys = pd.MultiIndex.from_frame(who[["kiln", "year"]])
    per = energy.reindex(keys).to_numpy() / np.where(made.reindex(keys) > 0, made.reindex(keys), np.nan)
    capacity = who["kiln"].map({key: kiln.capacity for key, kiln in case.kilns.items()}).to_numpy(float)
    frame = who.assign(kgce=per, capacity=capacity * lines.reindex(keys).to_numpy(float))
    return frame[np.isfinite(per)].reset_index(drop=True)


def _told(target: Target, frame: pd.DataFrame, *, factor: float, unit: str) -> pd.DataFrame:
    """Value, whether it holds, and the amount of the numerator that is lacking or too much."""
    indicator, wanted = indicators()[target.indicator], required(target)
    sign = 1.0 if target.sense == "at_least" else -1.0
    value = indicator.factor * frame["part"] / frame["whole"].where(frame["whole"] != 0)
    lacking = sign * (wanted / indicator.factor * frame["whole"] - frame["part"])
    held = ~(lacking > NEAR * np.maximum(frame["part"].abs(), 1e-3))
    return frame.assign(
        target=target.target, scope=target.scope, indicator=target.indicator, item=target.item,
        sense=target.sense, required=wanted, unit=indicator.unit, value=value, held=held.astype(int),
        short_by=(factor * lacking).where(~held, 0.0), short_unit=unit, price=target.price,
    )  # fmt: skip


def _places(names: tuple[str, ...], years: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame([(name, year) for year in years for name in names], columns=["subject", "year"])


def _unit(case: Case, form: str) -> tuple[str, float]:
    """What amounts of a form are told in, and how many of it the model's unit is."""
    unit = activities()[forms(case)[form][0].activity].unit
    return IN_PLAIN_UNITS.get(unit, (unit, 1.0))


def _amounts(
    case: Case, tables: Tables, form: str, rule: Threshold | Target, frame: pd.DataFrame
) -> pd.Series:
    """Amount of a form for each subject and year of ``frame``."""
    amounts = form_amounts(case, tables, form, item=rule.item or "*")
    amounts["subject"] = REGION if rule.scope == REGION else amounts[SUBJECT[rule.scope]]
    summed = amounts.groupby(["subject", "year"])["amount"].sum()
    keys = pd.MultiIndex.from_frame(frame[["subject", "year"]])
    return pd.Series(summed.reindex(keys).fillna(0.0).to_numpy(float), index=frame.index)
