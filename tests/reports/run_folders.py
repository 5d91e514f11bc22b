"""Run folders for the tests of the reports: the solved hand case, alone and with an invented today."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd

from optimizer.archive import write_table
from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case

PARTIES = {"category": ["freight"], "payer": ["cement sector"], "payee": ["carrier"]}
BRIDGED = {"co2_t": "t", "cost_system": "CNY"}
TODAY = {"co2_t": 310_000.0, "cost_system": 110_000_000.0, "rail_share": 0.25}
"""Totals of today that differ from the plan's; the others are the plan's own."""


def solve_hand(folder: Path) -> Path:
    """The hand case solved to optimality."""
    outcome = run_case("hand", options=RunOptions(threads=1, gap=0.0), out=folder)
    assert outcome.exit_code is ExitCode.PLAN
    return folder


def add_today(folder: Path) -> Path:
    """Write into a run folder a today that is the plan but for three totals, and a comparison with it."""
    shutil.copytree(folder / "tables", folder / "current", dirs_exist_ok=True)
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    plan["totals"]["current"] = {**plan["totals"]["plan"], **TODAY}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    (folder / "comparison").mkdir(exist_ok=True)
    for name, table in comparison(plan["totals"]["plan"]).items():
        write_table(folder / "comparison" / f"{name}.csv", table)
    for name, table in today_tables().items():
        write_table(folder / "current" / f"{name}.csv", table)
    return folder


def today_tables() -> dict[str, pd.DataFrame]:
    """A breach whose key looks like a formula, and a completion that is half stated, half by custom."""
    breach = {
        "limit": "c_days", "key": "=kiln_west", "side": "above", "amount": 4.5, "unit": "d",
        "cell": "kilns.csv:3 days_max", "sentence": "-4.5 days too many", "sentence_zh": "超出4.5天",
    }  # fmt: skip
    completion = {"subject": "clinker", "unit": "t", "stated": 10.0, "by_rule": 10.0, "free": 0.0}
    return {"breaches": pd.DataFrame([breach]), "completion": pd.DataFrame([completion])}


def comparison(plan: dict[str, float]) -> dict[str, pd.DataFrame]:
    """Bridges of two levers, companies, targets and kilns, in the form the comparison writes."""
    return {
        "bridge": pd.concat([bridge(name, TODAY[name], plan[name], unit) for name, unit in BRIDGED.items()]),
        "companies": tidy({"company": ["West cement", "East cement"]}, "clinker_t", "t"),
        "kilns": tidy(
            {"kiln": ["kiln_west"], "company": ["West cement"], "prefecture": ["west"]}, "lines_running", "-"
        ),
        "targets": pd.DataFrame(
            {
                "target": ["bulk_waste_use"], "year": [2025], "sense": ["at_least"], "required": [57.0],
                "unit": ["%"], "current": [41.0], "plan": [48.7], "change": [7.7],
            }
        ),
        "money": tidy({**PARTIES, "in_system": [True], "in_cement": [True]}, "amount", "CNY"),
    }  # fmt: skip


def bridge(quantity: str, today: float, plan: float, unit: str) -> pd.DataFrame:
    """Raw mix takes three quarters of the way, transport the rest; a third lever does nothing."""
    way = plan - today
    return pd.DataFrame(
        {
            "quantity": quantity,
            "order": range(5),
            "lever": ["current", "raw_mix", "heat", "transport", "plan"],
            "amount": [today, 0.75 * way, 0.0, 0.25 * way, plan],
            "unit": unit,
        }
    )


def tidy(ids: dict[str, list[object]], measure: str, unit: str) -> pd.DataFrame:
    """Rows of one measure, 2 today and 3 in the plan."""
    return pd.DataFrame({**ids, "measure": measure, "unit": unit, "current": 2.0, "plan": 3.0, "change": 1.0})
