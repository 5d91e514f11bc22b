"""The first sheet and the first screen: what was asked, the answer against today, how good the plan is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.subjects.assumptions import SURE, confidence_counts
from reports.view import View
from reports.words import measure_unit

HEADLINES = ("co2_t", "cost_system", "waste_used_t", "rail_share", "clinker_factor")
FURTHER = (
    "cost_cement_sector", "cement_t", "clinker_t", "cost_per_t_cement", "co2_kg_per_t_cement",
    "waste_arising_t", "waste_use_share", "bulk_waste_utilisation", "thermal_substitution",
    "specific_heat_gj_per_t", "kgce_per_t", "co2_guideline_t", "co2_output_side_process_t",
    "co2_biogenic_memo_t", "road_tkm", "rail_tkm", "imported_t", "unmet_t",
)  # fmt: skip
OF_TOTAL = {"cost_per_t_cement": "cost_system", "co2_kg_per_t_cement": "co2_t"}
"""Figures that follow from a total."""
MAINLY = 0.5
"""Share of a total's parts that rest on assumed rows, above which it is marked."""
EXACT = 1e-6
"""A gap below this is told as none: it is the solver's own tolerance on the objective."""


def summary(view: View) -> Subject:
    """Asked, answered, trusted."""
    exhibits = (
        Exhibit(key="asked", frame=_told(asked(view))),
        figures(view),
        Exhibit(key="trust", frame=_told(trust(view))),
    )
    return Subject(key="summary", exhibits=exhibits)


def asked(view: View) -> dict[str, str]:
    """What the run was asked, item by item in words."""
    words, options = view.words, view.run.run["options"]
    aim = view.run.plan["aim"]
    told = {
        "case": view.names.title,
        "aim": words.text(
            f"aim.{aim}",
            money=words.term("money", view.run.plan["money"]),
            price=f"{options['carbon_price'] or 0:g}",
            cap=f"{options['co2_cap'] or 0:g}",
            goal=view.run.plan.get("goal", {}).get("gauge", ""),
        ),
        "bounds": "; ".join(view.run.plan.get("bounds", ())),
        "years": ", ".join(dict.fromkeys(str(period["year"]) for period in view.whole.plan["periods"])),
        "year_shown": "" if view.run.year is None else str(view.run.year),
        "scenarios": ", ".join(options["scenarios"]),
        "changes": "; ".join(_change(change) for change in options["changes"]),
        "coverage": _coverage(view),
    }
    return {words.text(f"asked.{key}"): text for key, text in told.items() if text}


def _coverage(view: View) -> str:
    """What the case covers, in the reader's language where the case says it so."""
    info = view.case.info
    chinese = info.coverage_zh if view.words.language == "zh" else None
    return chinese or info.coverage or ""


def _change(change: Mapping[str, Any]) -> str:
    place = ".".join(str(change.get(part, "")) for part in ("table", "row", "column"))
    return f"{place} = {change.get('value', '')}"


def trust(view: View) -> dict[str, str]:
    """How far the plan can be from the best, what the audit says, how much is assumed."""
    words, plan = view.words, view.run.plan
    findings = plan["audit"]["findings"]
    counts = confidence_counts(view.run)
    told = sum(counts[name] for name in SURE)
    return {
        words.text("trust.gap"): _gap(view),
        words.text("trust.audit"): words.text("audit.clean")
        if not findings
        else words.text("audit.findings", count=len(findings), first=_sentence(view, findings[0])),
        words.text("trust.assumed"): words.text(
            "assumed.share",
            share=f"{100 * counts['assumed'] / told:.0f}" if told else "0",
            rows=f"{told:,}",
            defaults=f"{len(view.run.run['defaults_used']):,}",
        ),
        **_today(view),
    }


def _sentence(view: View, finding: Mapping[str, Any]) -> str:
    """What the audit found, in the reader's language where the run tells it so."""
    chinese = finding.get("sentence_zh") if view.words.language == "zh" else None
    return str(chinese or finding["sentence"])


def _today(view: View) -> dict[str, str]:
    """How much of today is stated, how the rest was completed, what it breaks; nothing without today."""
    breaches, current = view.run.current.get("breaches"), view.run.plan.get("current")
    if breaches is None or not current:
        return {}
    words = view.words
    share = {row["subject"]: row for row in current["share"]}
    completed = words.text(
        f"today.{current['completion']}",
        clinker=_share(share["clinker"], "stated"),
        ruled=_share(share["clinker"], "by_rule"),
        hauls=_share(share["hauls"], "stated"),
    )
    broken = words.text("today.broken" if len(breaches) else "today.clean", count=len(breaches))
    return {words.text("trust.today"): f"{completed} {broken}"}


def _share(row: Mapping[str, Any], part: str) -> str:
    """What is stated of a subject, follows from custom or is free, in per cent of all of it."""
    whole = row["stated"] + row["by_rule"] + row["free"]
    return f"{100 * row[part] / whole:.0f}" if whole else "0"


def _gap(view: View) -> str:
    plan = view.run.plan
    gap = plan["gap"]
    if gap is None:
        return view.words.text("gap.none")
    if abs(gap) < EXACT:
        return view.words.text("gap.optimal")
    unit = "CNY" if plan["objective_unit"] == plan["currency"] else "t"
    best = view.words.headline(plan["bound"], unit)
    return view.words.text("gap.within", gap=f"{100 * gap:.2f}", bound=best)


def figures(view: View) -> Exhibit:
    """Headline totals and the next ones, today against plan."""
    plan, today = _values(view.totals, view.tables), _values(view.today, view.run.current)
    rows = []
    for key in (*HEADLINES, *FURTHER):
        if key not in plan:
            continue
        unit, factor = measure_unit(key)
        new, old = plan[key] * factor, today[key] * factor if key in today else float("nan")
        percent = 100.0 * (new - old) / abs(old) if old and unit != "%" else float("nan")
        rows.append((_name(view, key), unit, old, new, new - old, percent))
    frame = pd.DataFrame(rows, columns=["measure", "unit", "current", "plan", "change", "change_pct"])
    if not view.today:
        frame = frame[["measure", "unit", "plan"]]
    return Exhibit(key="figures", frame=frame, bold=frozenset(range(len(HEADLINES))))


def _name(view: View, key: str) -> str:
    """What a total is called, marked where it rests mainly on figures that are assumed."""
    share = view.run.plan.get("assumed", {}).get(OF_TOTAL.get(key, key), 0.0)
    name = view.words.measure(key)
    return view.words.text("mainly_assumed", name=name) if share > MAINLY else name


def _values(totals: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Scalar totals and what follows from them per tonne of cement and of clinker."""
    found = {key: float(value) for key, value in totals.items() if isinstance(value, int | float)}
    cement = found.get("cement_t")
    if cement:
        found["cost_per_t_cement"] = found["cost_system"] / cement
        found["co2_kg_per_t_cement"] = 1000.0 * found["co2_t"] / cement
    if {"energy", "kiln_running"} <= set(tables) and found.get("clinker_t"):
        found["kgce_per_t"] = _comprehensive(tables, found["clinker_t"])
    return found


def _comprehensive(tables: Mapping[str, pd.DataFrame], clinker: float) -> float:
    """Comprehensive energy of all kilns, kgce per tonne of clinker."""
    energy = tables["energy"].rename(columns={"id": "kiln"})
    rows = tables["kiln_running"].merge(energy[energy["facility"] == "kiln"], on=["period", "kiln"])
    return float((rows["comprehensive_kgce_per_t"] * rows["clinker_t"]).sum() / clinker)


def _told(rows: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"item": list(rows), "answer": list(rows.values())})
