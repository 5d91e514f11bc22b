"""The audit from end to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from cases.case import Case
from models.audit import (
    bounds,
    capacity,
    capture,
    carbon,
    cement,
    green,
    heat,
    margins,
    market,
    markets,
    masses,
    money,
    policy,
    power,
    projects,
    quality,
    replacement,
    running,
    shape,
    shifting,
    stated,
    storage,
    summary,
    supply,
    transport,
    vat,
    works,
)
from models.audit.codes import Code
from models.audit.finding import AuditAim, AuditFinding
from models.audit.paths import walk
from models.audit.plan import read_plan
from models.audit.years import of_year

STOPS = frozenset({Code.NOT_FINITE, Code.DUPLICATE, Code.UNKNOWN_ID})
"""Findings after which nothing else can be computed."""


def audit(
    case: Case,
    tables: Mapping[str, pd.DataFrame],
    totals: Mapping[str, Any],
    *,
    aim: AuditAim,
    years: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[AuditFinding]:
    """All in which the plan's tables and totals (t, GJ, CNY) disagree with the case; empty if nothing.

    ``totals`` are of the mean year; ``years`` those of each year of a case that has several.

    Tables: flows, paths, kiln_feed, kiln_running, kiln_feeders, mill_use, cement, markets, services, stocks;
    `quality` and the column `own_power_mwh` of kiln_running are looked at where they are given.
    """
    findings = shape.missing(tables)
    if findings:
        return findings
    tables = shape.typed(tables)
    findings = [*shape.bad_numbers(tables), *shape.unknown_ids(case, tables)]
    if STOPS & {finding.code for finding in findings}:
        return findings
    plan = read_plan(case, tables, totals, aim=aim)
    routes = walk(plan)
    for part in (
        masses,
        supply,
        storage,
        running,
        shifting,
        capacity,
        quality,
        margins,
        cement,
        heat,
        power,
        markets,
        market,
        capture,
        green,
        stated,
    ):
        findings.extend(part.check(plan))
    for whole in (transport, works, projects, replacement, carbon, vat, money, policy, bounds, summary):
        findings.extend(whole.check(plan, routes))
    for year, told in (years or {}).items():
        mine = of_year(plan, routes, int(year), told)
        for part_of_totals in (carbon, money, summary):
            found = part_of_totals.of_totals(*mine)
            findings.extend(replace(finding, period=year) for finding in found)
    return findings
