"""Clean transport at every works that owes it: what comes in, how much by clean modes, how it is met."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from models.ledgers.projects import built

CLEAN_TRUCKS = ("new_energy", "china_vi")
COLUMNS = [
    "site",
    "year",
    "share_required_pct",
    "into_t",
    "clean_t",
    "share_pct",
    "trucks",
    "renewed_by",
    "met_by",
]


def clean_transport_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a works and year: ``met_by`` is modes, trucks (clean ones) or nothing."""
    flows = tables["flows"]
    years = {key: str(period.year) for key, period in case.periods.items()}
    into = flows[flows["kind"] != "cement"]
    clean = (into["rail_km"] > 0) | (into["other_km"] > 0) | (into["road_km"] <= 0)
    keys = [into["destination_site"], into["period"].map(years)]
    whole, by_clean = (
        amount.groupby(keys).sum() for amount in (into["wet_t"], into["wet_t"].where(clean, 0.0))
    )
    rows = []
    for site, year, share in _asked(case):
        tonnes, good = (float(amounts.get((site, year), 0.0)) for amounts in (whole, by_clean))
        part = 100.0 * good / tonnes if tonnes else 100.0
        trucks, projects = case.sites[site].trucks or "unknown", ";".join(_renewed(case, tables, site, year))
        met = "trucks" if trucks in CLEAN_TRUCKS or projects else "modes" if part >= share - 1e-6 else "-"
        rows.append((site, year, share, tonnes, good, part, trucks, projects, met))
    return pd.DataFrame(rows, columns=COLUMNS)


def _asked(case: Case) -> list[tuple[str, str, float]]:
    """Site, year and share of every rule in force."""
    works = sorted(
        {kiln.site for kiln in case.kilns.values()} | {plant.site for plant in case.plants.values()}
    )
    years = sorted({period.year for period in case.periods.values()})
    rules = {site: case.clean_transport.get(site, case.clean_transport.get("*")) for site in works}
    return [
        (site, str(year), rule.share)
        for site, rule in rules.items()
        if rule is not None and rule.active
        for year in years
        if rule.from_year is None or year >= rule.from_year
    ]


def _renewed(case: Case, tables: Mapping[str, pd.DataFrame], site: str, year: str) -> list[str]:
    """Projects built by the year that renew the trucks of a site."""
    on = built(case, tables)
    named = {
        p for p, effect, target, _ in case.project_effects if effect.startswith("truck_") and target == site
    }
    return sorted(project for project in named if on.get((project, year), 0.0) > 0)
