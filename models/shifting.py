"""Values of the columns of peak shifting to the tables ``running_days`` and ``swaps``."""

from __future__ import annotations

import pandas as pd

from cases.policy import active_rules
from cases.projects import standing_lines
from cases.shifting import DAYS
from models.data import ModelData
from models.stocks import Read

RUNNING = ["kiln", "period", "days_of_windows", "bonus_days", "swapped_days", "line_days", "lines"]
SWAPS = ["kiln", "partner", "year", "rule", "measure", "line_days", "made_up_days"]


def shifting_tables(data: ModelData, read: Read) -> dict[str, pd.DataFrame]:
    """Days by windows, bonus and swap of every line and period, and what partners make up [line-days].

    No table where nothing widens the stop windows.
    """
    bonus, swapped = read("v_bonus"), read("v_swapped")
    earning = any(rule.reward == DAYS for rule in active_rules(data.case))
    if not data.case.swaps and not earning and data.kilns["bonus_days"].isna().all():
        return {}
    return {"running_days": _running(data, bonus, swapped, read), "swaps": _swaps(data, swapped, read)}


def _running(data: ModelData, bonus: pd.DataFrame, swapped: pd.DataFrame, read: Read) -> pd.DataFrame:
    keys = ["kiln", "period"]
    lines = read("y_lines", used=False).rename(columns={"value": "lines"})
    frame = lines.merge(data.kiln_days[[*keys, "days"]], on=keys).rename(columns={"days": "days_of_windows"})
    for name, part in (("bonus_days", bonus), ("swapped_days", swapped), ("line_days", read("v_days"))):
        found = part.reindex(columns=[*keys, "value"]).groupby(keys)["value"].sum().rename(name).reset_index()
        frame = frame.merge(found, on=keys, how="left")
    frame["lines"] = frame["lines"].round()
    return frame.fillna(0.0)[RUNNING]


def _swaps(data: ModelData, swapped: pd.DataFrame, read: Read) -> pd.DataFrame:
    """Line-days run inside stop windows by swap and year, and the days the partner stands for them.

    What is agreed is made up whether it is used or not: the days agreed, at most (and where none are stated)
    the stop time of the lines that stand.
    """
    years = data.periods.set_index("period")["year"].astype(str)
    capacity, lines = data.kilns["capacity"], _standing(data, read)
    whole = data.kiln_days.merge(data.periods.rename(columns={"days": "whole"}), on="period")
    stops = (whole["whole"] - whole["days"]).groupby([whole["kiln"], whole["period"].map(years)]).sum()
    used = swapped.reindex(columns=["kiln", "partner", "period", "value"])
    run = used.groupby(["kiln", "partner", used["period"].map(years)])["value"].sum()
    rows = []
    for (kiln, partner), row in data.case.swaps.items():
        if not row.active or (data.today and row.rule == "choice"):
            continue
        rate = capacity[kiln] / capacity[partner] if row.measure == "capacity" else 1.0
        for year in years.unique():
            days = float(run.get((kiln, partner, year), 0.0))
            stop_time = float(stops[kiln, year]) * lines[kiln, year]
            agreed = stop_time if row.days is None else min(row.days, stop_time)
            made_up = (agreed if row.rule == "agreed" else days) * rate
            rows.append((kiln, partner, year, row.rule, row.measure, days, made_up))
    return pd.DataFrame(rows, columns=SWAPS)


def _standing(data: ModelData, read: Read) -> dict[tuple[str, str], float]:
    """Lines that stand by kiln and year, as stated or as projects make them."""
    years = {str(year): None if data.today else int(year) for year in data.periods["year"]}
    found = {
        (kiln, year): float(standing_lines(data.case, kiln, number))
        for kiln in data.case.kilns
        for year, number in years.items()
    }
    changed = read("v_standing", used=False).reindex(columns=["kiln", "year", "value"])
    keys = zip(changed["kiln"], changed["year"], strict=True)
    return found | dict(zip(keys, changed["value"].round(), strict=True))
