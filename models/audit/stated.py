"""What is stated of today's operation, held against the tables of today."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.plan import Plan
from models.audit.tolerance import BALANCE, FLOOR_T, unequal

KEYS = ["period", "fact", "key"]
SHARE_FLOOR = 0.05
"""Percentage points that count as equal in a stated share."""
DAY_FLOOR = 0.01


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Stated tonnes, lines, days and shares, each against what the tables say."""
    if not plan.aim.today:
        return
    for unit, floor, rows in (
        ("t", FLOOR_T, [*_clinker(plan), *_amounts(plan), *_cement(plan), *_hauls(plan)]),
        ("lines", DAY_FLOOR, list(_lines(plan))),
        ("d", DAY_FLOOR, list(_days(plan))),
        ("%", SHARE_FLOOR, list(_shares(plan))),
    ):
        frame = pd.DataFrame(rows, columns=[*KEYS, "got", "stated"]).set_index(KEYS).astype(float)
        yield from unequal(
            Code.STATED, frame["got"], frame["stated"], unit=unit, relative=BALANCE, floor=floor
        )


Row = tuple[str, str, str, float, float]


def _clinker(plan: Plan) -> Iterator[Row]:
    for (kiln, period), row in plan.case.current_kilns.items():
        if row.clinker is not None:
            yield period, "clinker", kiln, _of_kiln(plan, kiln, period, "clinker_t"), row.clinker * 1000


def _lines(plan: Plan) -> Iterator[Row]:
    for (kiln, period), row in plan.case.current_kilns.items():
        if row.lines is not None:
            yield period, "lines", kiln, _of_kiln(plan, kiln, period, "lines_running"), float(row.lines)


def _days(plan: Plan) -> Iterator[Row]:
    """Days of a running line; a kiln that stands has none to compare."""
    for (kiln, period), row in plan.case.current_kilns.items():
        lines = _of_kiln(plan, kiln, period, "lines_running")
        if row.days is not None and lines:
            yield period, "days", kiln, _of_kiln(plan, kiln, period, "line_days") / lines, row.days


def _of_kiln(plan: Plan, kiln: str, period: str, column: str) -> float:
    return float(plan.running[column].get((period, kiln), 0.0))


def _amounts(plan: Plan) -> Iterator[Row]:
    """Dry tonnes of raw materials, tonnes as received of fuels."""
    for (kiln, use, material, period), row in plan.case.current_feed.items():
        if row.amount is not None:
            fed = _fed(plan, kiln, use, period)
            got = float(fed.loc[fed["material"] == material, "dry" if use == "raw" else "wet_t"].sum())
            yield period, f"{use} feed", f"{kiln}+{material}", got, row.amount * 1000


def _shares(plan: Plan) -> Iterator[Row]:
    """Share of the dry raw feed, or of the heat."""
    for (kiln, use, material, period), row in plan.case.current_feed.items():
        if row.share is not None:
            fed = _fed(plan, kiln, use, period)
            weight = fed["dry"] if use == "raw" else fed["wet_t"] * fed["ncv"]
            whole = float(weight.sum())
            got = float(weight[fed["material"] == material].sum()) / whole * 100 if whole else row.share
            yield period, f"{use} share", f"{kiln}+{material}", got, row.share


def _fed(plan: Plan, kiln: str, use: str, period: str) -> pd.DataFrame:
    feed = plan.raw if use == "raw" else plan.burnt
    return feed[(feed["kiln"] == kiln) & (feed["period"] == period)]


def _cement(plan: Plan) -> Iterator[Row]:
    made = plan["cement"].groupby(["plant", "product", "period"])["cement_t"].sum()
    for (plant, product, period), row in plan.case.current_cement.items():
        got = float(made.get((plant, product, period), 0.0))
        yield period, "cement", f"{plant}+{product}", got, row.cement * 1000


def _hauls(plan: Plan) -> Iterator[Row]:
    flows = plan["flows"]
    for (origin, item, use, destination, mode, period), row in plan.case.current_flows.items():
        own = flows[
            (flows["origin"] == origin)
            & (flows["item"] == item)
            & (flows["use"] == use)
            & (flows["destination"] == destination)
            & (flows["period"] == period)
        ]
        if mode != "any":
            own = own[(own["rail_km"] > 0) == (mode == "rail")]
        key = f"{origin}+{item}+{use}+{destination}+{mode}"
        yield period, "haul", key, float(own["wet_t"].sum()), row.amount * 1000
