"""Targets and rules of the case: required, today, the plan and its cost; what is reached and earned."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.policy import REGION, indicators
from reports.exhibit import Exhibit, Subject
from reports.view import View

KEYS = ["target", "subject", "year"]


def policy(view: View) -> Subject:
    """Nothing where the case has neither targets nor rules."""
    made = (_targets(view), _rules(view))
    return Subject(key="policy", exhibits=tuple(exhibit for exhibit in made if exhibit is not None))


def subject_name(view: View, key: str) -> str:
    """A line or plant by its name, the region by the word for it, a company or prefecture as it stands."""
    if key == REGION:
        return view.words.term("subject", REGION)
    for table in ("kilns", "plants"):
        if key in getattr(view.case, table):
            return view.names.of(table, key)
    return key


def _targets(view: View) -> Exhibit | None:
    """Every target with its subjects and years; the cost stands at the first row of a hard target."""
    rows = view.tables.get("targets", pd.DataFrame())
    if rows.empty:
        return None
    frame = pd.DataFrame(
        {
            "target_name": view.names.column("targets", rows["target"]),
            "indicator": [
                _indicator(view, *pair) for pair in zip(rows["indicator"], rows["item"], strict=True)
            ],
            "rule_subject": [subject_name(view, key) for key in rows["subject"].astype(str)],
            "year": rows["year"],
            "sense": [view.words.term("sense", sense) for sense in rows["sense"]],
            "required": rows["required"],
            "unit": rows["unit"],
        }
    )
    today = view.run.current.get("targets")
    if today is not None:
        both = (
            rows[KEYS].astype(str).merge(today[[*KEYS, "value"]].astype(dict.fromkeys(KEYS, str)), how="left")
        )
        frame["current"] = both["value"].to_numpy(float)
    frame["plan"] = rows["value"]
    frame["target_held"] = [view.words.term("yes", "yes" if held else "no") for held in rows["held"]]
    costs = view.tables.get("target_costs", pd.DataFrame())
    if not costs.empty:
        stated = costs.set_index("target")["costs_cny"].astype(float)
        first = ~rows["target"].duplicated()
        frame["target_cost_cny"] = np.where(first, rows["target"].map(stated), np.nan)
    return Exhibit(key="policy_targets", frame=frame)


def _indicator(view: View, indicator: str, item: object) -> str:
    known = indicators()[indicator]
    name = known.zh if view.names.language == "zh" else known.en
    return f"{name} ({view.names.of('materials', item)})" if isinstance(item, str) and item else name


def _rules(view: View) -> Exhibit | None:
    """Every rule with its subjects and years: the share, the threshold, and what the highest step earns."""
    rows = view.tables.get("rules", pd.DataFrame())
    if rows.empty:
        return None
    frame = pd.DataFrame(
        {
            "rule_name": view.names.column("thresholds", rows["rule"]),
            "rule_subject": [subject_name(view, key) for key in rows["subject"].astype(str)],
            "year": rows["year"],
            "share_pct": rows["share_pct"],
            "threshold_pct": rows["threshold_pct"],
            "rule_reached": [
                view.words.term("yes", "yes" if reached else "no") for reached in rows["reached"]
            ],
            "rule_earned": [view.words.term("yes", "yes" if earned else "no") for earned in rows["earned"]],
            "rule_reward": [view.words.term("reward", reward) for reward in rows["reward"]],
            "rule_amount": rows["amount"],
        }
    )
    return Exhibit(key="policy_rules", frame=frame)
