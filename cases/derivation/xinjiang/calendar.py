"""Areas and stop windows of the published plan, the days they leave, and the months of demand."""

from __future__ import annotations

from cases.calendar import YEAR, days_between
from cases.derivation.xinjiang.editions import BASE, Edition
from cases.derivation.xinjiang.files import Row, origin
from cases.row import MonthDay

AREA_OF_XPCC = {"XPCC Shihezi": "urumqi_changji_shihezi"}


def areas(edition: Edition = BASE) -> list[Row]:
    """The areas table, without today's use of capacity."""
    return [
        {key: row[key] for key in ("area", "name", "name_zh", "source", "confidence", "note")}
        for row in edition.given("areas")
    ]


def area_of(prefecture: str, edition: Edition = BASE) -> str:
    """Area whose stop windows hold in a prefecture."""
    for row in edition.given("areas"):
        if prefecture in row["prefectures"].split(";"):
            return row["area"]
    raise KeyError(prefecture)


def stop_windows(edition: Edition = BASE) -> list[Row]:
    """The stop_windows table: the plan of the edition."""
    plans = {row["areas"]: row for row in origin("peak_shift") if row["season"] == edition.plan}
    rows: list[Row] = []
    for area in edition.given("areas"):
        plan = plans[area["plan_areas"]]
        for count, window in enumerate(plan["stop_periods_mm_dd"].split(";"), start=1):
            start, end = window.strip().split("..")
            rows.append(
                {
                    "window": f"{area['area']}_{count}",
                    "area": area["area"],
                    "start": start,
                    "end": end,
                    "source": f"{plan['source']} (plan of {edition.plan})",
                    "confidence": "reported",
                    "note": edition.plan_note,
                }
            )
    return rows


def run_days(edition: Edition = BASE) -> dict[str, int]:
    """Days a year that the windows leave, by area."""
    stopped: dict[str, set[int]] = {row["area"]: set() for row in edition.given("areas")}
    for row in stop_windows(edition):
        stopped[row["area"]] |= days_between(month_day(row["start"]), month_day(row["end"]))
    return {area: YEAR - len(days) for area, days in stopped.items()}


def month_day(text: str) -> MonthDay:
    """A day written MM-DD."""
    month, day = text.split("-")
    return MonthDay(int(month), int(day))
