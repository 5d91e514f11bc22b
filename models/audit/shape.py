"""Is every table there, every id known, every amount a number that is not negative?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from cases.case import Case
from cases.grades import grades
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.tolerance import NOTHING

COLUMNS: Mapping[str, str] = {
    "flows": "period path kind origin origin_site destination_site item grade wet_t dry_t road_km rail_km"
    " other_km freight_cny_per_t handling_cny_per_t co2_kg_per_t",
    "paths": "path step kind id mode from_node to_node length_km",
    "kiln_feed": "period kiln use grade material dry_t wet_t gj",
    "kiln_running": "period kiln lines_running line_days clinker_t drying_exhaust_gj drying_fuel_gj",
    "kiln_feeders": "period kiln use material used",
    "mill_use": "period plant product kind grade constituent dry_t",
    "cement": "period plant product cement_t",
    "markets": "period market product demand_t delivered_t imported_t unmet_t",
    "services": "period service tonnes used",
    "stocks": "period place goods start_t put_t drawn_t lost_t stock_t",
}
OPTIONAL: Mapping[str, str] = {
    "captured": "period project kiln captured_t",
    "green_power": "period project facility id green_mwh",
}
"""Tables that only a case with such projects has."""
KEYS: Mapping[str, str] = {
    "captured": "period project kiln",
    "green_power": "period project facility id",
    "paths": "path step",
    "kiln_running": "period kiln",
    "kiln_feeders": "period kiln use material",
    "cement": "period plant product",
    "markets": "period market product",
    "services": "period service",
    "stocks": "period place goods",
}
WORDS = frozenset(
    {
        "period",
        "project",
        "facility",
        "path",
        "kind",
        "origin",
        "origin_site",
        "destination_site",
        "item",
        "grade",
        "id",
        "mode",
    }
    | {
        "from_node",
        "to_node",
        "kiln",
        "use",
        "material",
        "plant",
        "product",
        "constituent",
        "market",
        "service",
        "place",
        "goods",
    }
)


def given(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Columns of every table that must be there or is."""
    return {**COLUMNS, **{name: columns for name, columns in OPTIONAL.items() if name in tables}}


def missing(tables: Mapping[str, pd.DataFrame]) -> list[AuditFinding]:
    """Tables and columns that are not there; with any of these the audit goes no further."""
    absent = [_shape(Code.TABLE_MISSING, name, "") for name in COLUMNS if name not in tables]
    lacking = [
        _shape(Code.COLUMN_MISSING, name, column)
        for name, columns in given(tables).items()
        if name in tables
        for column in columns.split()
        if column not in tables[name].columns
    ]
    return absent + lacking


def typed(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Ids as text, amounts as numbers (what is none becomes NaN), rows numbered from 0."""
    found = dict(tables)
    for name, columns in given(tables).items():
        frame = tables[name].reset_index(drop=True)
        found[name] = frame.assign(
            **{
                column: frame[column].astype(str).astype(object)
                if column in WORDS
                else pd.to_numeric(frame[column], errors="coerce").astype(float)
                for column in columns.split()
            }
        )
    return found


def bad_numbers(tables: Mapping[str, pd.DataFrame]) -> Iterator[AuditFinding]:
    """Amounts that are not finite numbers, or negative beyond rounding; and rows that come twice."""
    for name, columns in given(tables).items():
        frame = tables[name]
        amounts = [c for c in columns.split() if c not in WORDS]
        told = frame[amounts].to_numpy(dtype=float)
        if (np.isfinite(told) & (told >= -NOTHING)).all():
            continue
        for column in amounts:
            values = frame[column]
            yield from _rows(Code.NOT_FINITE, name, column, values[~np.isfinite(values)])
            yield from _rows(Code.NEGATIVE, name, column, values[values < -NOTHING])
    for name, key in KEYS.items():
        if name not in tables:
            continue
        double = tables[name][tables[name].duplicated(key.split())]
        for row in double[key.split()].itertuples(index=False):
            yield _shape(Code.DUPLICATE, name, "/".join(str(part) for part in row))


def unknown_ids(case: Case, tables: Mapping[str, pd.DataFrame]) -> Iterator[AuditFinding]:
    """Ids of the tables that the case does not have; each is told once."""
    for name, column, kinds, known in [*_references(case), *_of_projects(case, tables)]:
        frame = tables[name]
        rows = frame[frame["kind"].isin(kinds)] if kinds else frame
        for value in sorted({str(v) for v in rows[column].unique()} - known):
            yield _shape(Code.UNKNOWN_ID, name, column, value)


def _references(case: Case) -> list[tuple[str, str, tuple[str, ...], set[str]]]:
    """Table, column, kinds of row (none: all), and the ids allowed there."""
    sites, kilns, plants, products = set(case.sites), set(case.kilns), set(case.plants), set(case.products)
    grade_ids, classes = set(grades(case)), set(case.constituents) | {"clinker"}
    links, transfers = set(case.links), set(case.transfers)
    found = [
        ("flows", "kind", (), {"material", "clinker", "cement"}),
        ("flows", "origin_site", (), sites),
        ("flows", "destination_site", (), sites),
        ("flows", "origin", ("material",), set(case.sources)),
        ("flows", "origin", ("clinker",), kilns),
        ("flows", "origin", ("cement",), plants),
        ("flows", "item", ("material",), set(case.materials)),
        ("flows", "item", ("clinker",), {"clinker"}),
        ("flows", "item", ("cement",), products),
        ("flows", "grade", ("material",), grade_ids),
        ("flows", "grade", ("clinker",), kilns),
        ("paths", "kind", (), {"link", "connection", "transfer"}),
        ("paths", "id", ("link",), links),
        ("paths", "id", ("transfer",), transfers),
        ("kiln_feed", "kiln", (), kilns),
        ("kiln_feed", "use", (), {"raw", "fuel"}),
        ("kiln_feed", "grade", (), grade_ids),
        ("kiln_feed", "material", (), set(case.materials)),
        ("kiln_running", "kiln", (), kilns),
        ("kiln_feeders", "kiln", (), kilns),
        ("kiln_feeders", "use", (), {"raw", "fuel"}),
        ("kiln_feeders", "material", (), set(case.materials)),
        ("mill_use", "plant", (), plants),
        ("mill_use", "product", (), products),
        ("mill_use", "kind", (), {"clinker", "material"}),
        ("mill_use", "grade", ("clinker",), kilns),
        ("mill_use", "grade", ("material",), grade_ids),
        ("mill_use", "constituent", (), classes),
        ("cement", "plant", (), plants),
        ("cement", "product", (), products),
        ("markets", "market", (), set(case.markets)),
        ("markets", "product", (), products),
        ("services", "service", (), set(case.services)),
        ("stocks", "place", (), kilns | plants | set(case.sources)),
        ("stocks", "goods", (), {"clinker"} | products | set(case.materials)),
    ]
    return found + [(name, "period", (), set(case.periods)) for name in COLUMNS if name != "paths"]


def _of_projects(
    case: Case, tables: Mapping[str, pd.DataFrame]
) -> list[tuple[str, str, tuple[str, ...], set[str]]]:
    """As ``_references``, of the optional tables that are there."""
    ids = set(case.kilns) | set(case.plants)
    every: list[tuple[str, str, tuple[str, ...], set[str]]] = [
        ("captured", "kiln", (), set(case.kilns)),
        ("green_power", "id", (), ids),
        *((name, "project", (), set(case.projects)) for name in OPTIONAL),
        *((name, "period", (), set(case.periods)) for name in OPTIONAL),
    ]
    return [reference for reference in every if reference[0] in tables]


def _rows(code: Code, table: str, column: str, values: pd.Series) -> list[AuditFinding]:
    return [_shape(code, table, column, str(label), float(value)) for label, value in values.items()]


def _shape(code: Code, table: str, column: str, what: str = "", value: float = 0.0) -> AuditFinding:
    parts: Sequence[str] = [part for part in (table, column, what) if part]
    return AuditFinding(
        code=code,
        subject="/".join(parts),
        period="",
        value=value,
        limit=0.0,
        unit="-",
        params={"table": table, "column": column, "what": what},
    )
