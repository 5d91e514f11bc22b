"""What new trucks change: road tonne-kilometres that end at a site in the years in which they run."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from models.ledgers.projects import built, figures

COLUMNS = ["period", "project", "site", "tkm", "co2_t", "cost_cny"]


def trucks_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a period, project and site: t·km, change of CO2 [t] and of freight [CNY]."""
    co2, cost, on = figures(case, "truck_co2"), figures(case, "truck_cost"), built(case, tables)
    if not co2 and not cost:
        return pd.DataFrame(columns=COLUMNS)
    flows = tables["flows"]
    road = (flows["wet_t"] * flows["road_km"]).groupby([flows["period"], flows["destination_site"]]).sum()
    rows = []
    for project, site in sorted({*co2, *cost}):
        for period, row in case.periods.items():
            tkm = float(road.get((period, site), 0.0)) * on.get((project, str(row.year)), 0.0)
            changes = co2.get((project, site), 0.0) / 1000.0 * tkm, cost.get((project, site), 0.0) * tkm
            rows.append((period, project, site, tkm, *changes))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame[frame["tkm"] > 0].reset_index(drop=True)


def per_tkm(case: Case, tables: Mapping[str, pd.DataFrame], effect: str) -> pd.Series:
    """What new trucks change of each flow per road tonne-kilometre, zero where none run [kg or CNY]."""
    flows, on = tables["flows"], built(case, tables)
    rates: dict[tuple[str, str], float] = {}
    for (project, site), amount in figures(case, effect).items():
        for period, row in case.periods.items():
            units = on.get((project, str(row.year)), 0.0)
            rates[period, site] = rates.get((period, site), 0.0) + amount * units
    keys = zip(flows["period"], flows["destination_site"], strict=True)
    return pd.Series([rates.get(key, 0.0) for key in keys], index=flows.index, dtype=float)
