"""Areas and stop windows of the published plan, and the days they leave."""

from __future__ import annotations

from cases.calendar import YEAR, days_between
from cases.derivation.xinjiang.files import Row, given, origin
from cases.row import MonthDay

SEASON = "2023-24"
AREA_OF_XPCC = {"XPCC Shihezi": "urumqi_changji_shihezi"}


def areas() -> list[Row]:
    """The areas table, without today's use of capacity."""
    return [
        {key: row[key] for key in ("area", "name", "name_zh", "source", "confidence", "note")}
        for row in given("areas")
    ]


def area_of(prefecture: str) -> str:
    """Area whose stop windows hold in a prefecture."""
    for row in given("areas"):
        if prefecture in row["prefectures"].split(";"):
            return row["area"]
    raise KeyError(prefecture)


def stop_windows() -> list[Row]:
    """The stop_windows table: the plan of the season 2023-24."""
    plans = {row["areas"]: row for row in origin("peak_shift") if row["season"] == SEASON}
    rows: list[Row] = []
    for area in given("areas"):
        plan = plans[area["plan_areas"]]
        for count, window in enumerate(plan["stop_periods_mm_dd"].split(";"), start=1):
            start, end = window.strip().split("..")
            rows.append(
                {
                    "window": f"{area['area']}_{count}",
                    "area": area["area"],
                    "start": start,
                    "end": end,
                    "source": f"{plan['source']} (plan of {SEASON})",
                    "confidence": "reported",
                    "note": "Nearest complete published plan to the base year",
                }
            )
    return rows


def run_days() -> dict[str, int]:
    """Days a year that the windows leave, by area."""
    stopped: dict[str, set[int]] = {row["area"]: set() for row in given("areas")}
    for row in stop_windows():
        stopped[row["area"]] |= days_between(_day(row["start"]), _day(row["end"]))
    return {area: YEAR - len(days) for area, days in stopped.items()}


def _day(text: str) -> MonthDay:
    month, day = text.split("-")
    return MonthDay(int(month), int(day))
