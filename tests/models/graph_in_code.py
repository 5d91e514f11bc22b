"""Cases that hold nothing but a transport graph, made in code for the tests of network and paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, get_args, get_type_hints

import pandas as pd

from cases import records as r
from cases.case import Case

KM_PER_DEGREE = 111.19508
"""Along a meridian or the equator, with an earth radius of 6371.0088 km."""
TABLES = {
    "places": r.Place,
    "sites": r.Site,
    "goods_groups": r.GoodsGroup,
    "modes": r.Mode,
    "tariffs": r.Tariff,
    "links": r.Link,
    "transfers": r.Transfer,
    "services": r.Service,
    "connections": r.Connection,
    "materials": r.Material,
    "fuels": r.Fuel,
    "sources": r.Source,
    "kilns": r.Kiln,
    "dosing": r.Dosing,
    "products": r.Product,
    "plants": r.Plant,
    "markets": r.Market,
    "demand": r.Demand,
}
COMPOSITE = {"tariffs": 2, "dosing": 2, "demand": 3}


def record(kind: Any, /, **given: Any) -> Any:
    """A record with the fields given; the rest blank, zero or empty as their type allows."""
    hints = get_type_hints(kind)
    blanks = {float: 0.0, int: 0, bool: False, str: ""}
    values = {f.name: _blank(hints[f.name], blanks) for f in fields(kind)}
    values |= {name: 100.0 for name in ("capacity_left",) if name in values}
    return kind(**(values | given))


def graph_case(info: Mapping[str, Any] | None = None, **tables: Iterable[Mapping[str, Any]]) -> Case:
    """A case with these rows; every table not named is empty. Detour factor 1 unless told otherwise."""
    stated = {
        "detour_factor": 1.0,
        "last_mile_road_km": 150.0,
        "last_mile_rail_km": 60.0,
        "stations_per_site": 2,
        "clinker_goods_group": "bulk",
        **(info or {}),
    }
    made = {name: _rows(name, tables.get(name, ())) for name in TABLES}
    empty: dict[str, Any] = {f.name: {} for f in fields(Case)}
    empty |= {"info": record(r.CaseInfo, **stated), "factors": record(r.Factors), "fingerprint": "", **made}
    return Case(**(empty | {"defaults_used": ()}))


def with_rows(case: Case, table: str, rows: Iterable[Mapping[str, Any]]) -> Case:
    """The case with further rows of one table."""
    changed: dict[str, Any] = {table: {**getattr(case, table), **_rows(table, rows)}}
    return replace(case, **changed)


def pairs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Pairs of sites with their goods group."""
    return pd.DataFrame(rows, columns=["origin_site", "destination_site", "goods_group"])


def at(km_east: float, km_north: float = 0.0) -> dict[str, float]:
    """Longitude and latitude of a spot near the equator, given in km."""
    return {"lon": km_east / KM_PER_DEGREE, "lat": km_north / KM_PER_DEGREE}


def _rows(table: str, rows: Iterable[Mapping[str, Any]]) -> dict[Any, Any]:
    made = [record(TABLES[table], **row) for row in rows]
    names = [f.name for f in fields(TABLES[table]) if f.name not in {"source", "confidence", "note"}]
    keys = names[: COMPOSITE.get(table, 1)]
    return {(tuple(getattr(m, k) for k in keys) if len(keys) > 1 else getattr(m, keys[0])): m for m in made}


def _blank(hint: Any, blanks: Mapping[type, Any]) -> Any:
    if hint in blanks:
        return blanks[hint]
    choices = get_args(hint)
    if type(None) in choices:
        return None
    if hint == tuple[str, ...]:
        return ()
    return choices[0] if choices and isinstance(choices[0], str) else {}
