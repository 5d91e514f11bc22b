"""Capacity policy: running days and swaps, what stands behind new lines, early warning."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.view import View


def capacity(view: View) -> Subject:
    """Nothing where the case has no swaps, bonus days, replacement rules or early warnings."""
    made = (_days(view), _swaps(view), _replacement(view), _eligibility(view), _warnings(view))
    return Subject(key="capacity", exhibits=tuple(exhibit for exhibit in made if exhibit is not None))


def _rows(view: View, name: str) -> pd.DataFrame:
    return view.tables.get(name, pd.DataFrame())


def _days(view: View) -> Exhibit | None:
    """Line-days of every kiln: by its windows, on bonus days, by swap."""
    rows = _rows(view, "running_days")
    if rows.empty:
        return None
    frame = pd.DataFrame(
        {
            "period": rows["period"],
            "kiln_name": view.names.column("kilns", rows["kiln"]),
            "kiln": rows["kiln"],
            "lines_running": rows["lines"],
            "days_of_windows": rows["days_of_windows"],
            "bonus_days": rows["bonus_days"],
            "swapped_days": rows["swapped_days"],
            "line_days": rows["line_days"],
        }
    )
    return Exhibit(key="running_days", frame=view.by_period(frame))


def _swaps(view: View) -> Exhibit | None:
    rows = _rows(view, "swaps")
    if rows.empty:
        return None
    frame = pd.DataFrame(
        {
            "year": rows["year"],
            "kiln_name": view.names.column("kilns", rows["kiln"]),
            "kiln": rows["kiln"],
            "partner_name": view.names.column("kilns", rows["partner"]),
            "swap_rule": [view.words.term("swap_rule", str(rule)) for rule in rows["rule"]],
            "swap_measure": [view.words.term("swap_measure", str(how)) for how in rows["measure"]],
            "swapped_days": rows["line_days"],
            "made_up_days": rows["made_up_days"],
        }
    )
    return Exhibit(key="swaps", frame=frame)


def _replacement(view: View) -> Exhibit | None:
    """Which retired line stands behind which project; nothing is built without a row here."""
    rows = _rows(view, "replacement")
    if rows.empty:
        return None
    chosen = view.case.info.replacement_set or ""
    frame = pd.DataFrame(
        {
            "year": rows["year"],
            "project_name": view.names.column("projects", rows["project"]),
            "kiln_name": view.names.column("kilns", rows["kiln"]),
            "kiln": rows["kiln"],
            "lines_retired": rows["lines"],
            "retired_tpd": rows["capacity_t_per_d"],
            "replacement_ratio": rows["ratio"],
            "replacement_rule": [_rule(view, chosen, str(rule)) for rule in rows["rule"]],
            "covers_tpd": rows["covers_t_per_d"],
        }
    )
    return Exhibit(key="replacement", frame=frame)


def _rule(view: View, chosen: str, rule: str) -> str:
    row = view.case.replacement_ratios.get((chosen, rule))
    name = None if row is None else (row.name_zh if view.words.language == "zh" else row.name)
    return name or rule


def _eligibility(view: View) -> Exhibit | None:
    rows = _rows(view, "eligibility")
    if rows.empty:
        return None
    frame = pd.DataFrame(
        {
            "kiln_name": view.names.column("kilns", rows["kiln"]),
            "kiln": rows["kiln"],
            "capacity_tpd": rows["capacity_t_per_d"],
            "size_class": [view.words.term("size_class", str(name)) for name in rows["size_class"]],
            "energy_stated": rows["energy_kgce_per_t"],
            "utilisation_stated_pct": rows["utilisation_pct"],
            "close_by": rows["close_by"],
            "eligibility": [view.words.term("eligibility", str(name)) for name in rows["reason"]],
        }
    )
    return Exhibit(key="eligibility", frame=frame, on_page=False)


def _warnings(view: View) -> Exhibit | None:
    """Use of capacity of every subject watched, today beside the plan where the run has both."""
    rows = _rows(view, "early_warning")
    if rows.empty:
        return None
    keys = ["warning", "subject", "year"]
    today = view.run.current.get("early_warning", pd.DataFrame(columns=[*keys, "utilisation_pct"]))
    now = today.assign(year=today["year"].astype(str)).set_index(keys)["utilisation_pct"]
    index = pd.MultiIndex.from_frame(rows[keys].astype({"year": str}))
    frame = pd.DataFrame(
        {
            "year": rows["year"],
            "watched": [
                view.words.text("warning_region") if scope == "region" else str(subject)
                for scope, subject in zip(rows["scope"], rows["subject"], strict=True)
            ],
            "clinker_t": rows["clinker_t"],
            "capacity_t": rows["capacity_t"],
            "use_today_pct": now.reindex(index).to_numpy(float),
            "use_pct": rows["utilisation_pct"],
            "low_pct": rows["low_pct"],
            "high_pct": rows["high_pct"],
            "warning_level": [view.words.term("warning_level", str(level)) for level in rows["level"]],
        }
    )
    return Exhibit(key="early_warning", frame=frame)
