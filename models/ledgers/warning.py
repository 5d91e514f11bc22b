"""Early warning: use of capacity by prefecture and company against thresholds. t, %."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from models.ledgers.projects import lines_book

COLUMNS = [
    "warning", "scope", "subject", "year", "clinker_t", "capacity_t", "utilisation_pct", "low_pct",
    "high_pct", "level",
]  # fmt: skip
REGION = "region"


def warning_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a warning, subject and year; ``level``: low, within or high.

    Capacity: registered t/d of all lines that have not closed by the year, over the days of the warning.
    """
    made = _lines(case, tables)
    parts = [pd.DataFrame(columns=COLUMNS)]
    for name, row in case.warnings.items():
        if not row.active:
            continue
        frame = made.assign(subject=made[row.scope] if row.scope != REGION else REGION)
        found = frame.groupby(["subject", "year"])[["clinker_t", "capacity_t_per_d"]].sum().reset_index()
        found["capacity_t"] = found["capacity_t_per_d"] * row.days
        found["utilisation_pct"] = (100.0 * found["clinker_t"] / found["capacity_t"]).where(
            found["capacity_t"] > 0, 0.0
        )
        low = found["utilisation_pct"] < (-1.0 if row.low is None else row.low)
        high = found["utilisation_pct"] > (float("inf") if row.high is None else row.high)
        found["level"] = low.map({True: "low", False: "within"}).mask(high, "high")
        parts.append(found.assign(warning=name, scope=row.scope, low_pct=row.low, high_pct=row.high)[COLUMNS])
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _lines(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Clinker and registered capacity of each kiln and year, with its prefecture and company."""
    running = tables["kiln_running"]
    years = {name: row.year for name, row in case.periods.items()}
    made = running["clinker_t"].groupby([running["kiln"], running["period"].map(years)]).sum()
    book = lines_book(case, tables)
    standing = dict(zip(zip(book["kiln"], book["year"], strict=True), book["lines_standing"], strict=True))
    rows = [
        (
            case.sites[kiln.site].prefecture, kiln.company, str(year), float(made.get((name, year), 0.0)),
            float(standing.get((name, str(year)), kiln.lines)) * kiln.capacity,
        )
        for name, kiln in case.kilns.items()
        for year in sorted(set(years.values()))
        if kiln.close_by is None or year < kiln.close_by or made.get((name, year), 0.0) > 0
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["prefecture", "company", "year", "clinker_t", "capacity_t_per_d"])
