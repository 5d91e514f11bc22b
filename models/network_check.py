"""What the transport graph cannot do, told with names and tonnes before anything is built.

Findings: ``unreachable_site``, ``network_in_parts``, ``pair_without_path``, ``market_without_path``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from cases.case import Case
from cases.findings import Findings
from cases.records import Kiln, Market, Place, Plant, Site, Source
from models.lastmile import great_circle_km, road_places, spots
from models.network import Network, components
from models.pairs import CLINKER

PAIR = ["origin_site", "destination_site", "goods_group"]
DAYS = 365.0
NAMES_SHOWN = 5


def check_network(network: Network, case: Case, findings: Findings) -> None:
    """Adds sites that nothing reaches, with the nearest place, and parts of the graph that hang apart."""
    used = {row.site for _, rows in _users(case) for row in rows.values()}
    joined = {place for place, _ in network.nodes}
    lonely = sorted(used - joined)
    for site in lonely:
        _unreachable(case, case.sites[site], findings)
    for part in components(network)[1:]:
        _separate(case, sorted((part & used) - set(lonely)), findings)


def check_pairs(pairs: pd.DataFrame, paths: pd.DataFrame, case: Case, findings: Findings) -> None:
    """Adds senders and takers none of whose candidate pairs (kept ones) has a path."""
    known = pd.MultiIndex.from_frame(paths[PAIR])
    found = pairs.assign(joined=pd.MultiIndex.from_frame(pairs[PAIR]).isin(known))
    for table, rows in _users(case):
        for key, row in rows.items():
            for kind, mine in _hauls(found, row):
                if not mine["joined"].any():
                    code = "market_without_path" if isinstance(row, Market) else "pair_without_path"
                    findings.add(
                        code,
                        subject=_name(row, key),
                        cell=case.cell(table, key, "site"),
                        kind=kind,
                        pairs=len(mine),
                        kt=_kt(case, row),
                        goods_groups=sorted(set(mine["goods_group"])),
                    )


def _users(case: Case) -> Iterator[tuple[str, dict[str, Source | Kiln | Plant | Market]]]:
    yield "sources", dict(case.sources)
    yield "kilns", dict(case.kilns)
    yield "plants", dict(case.plants)
    yield "markets", dict(case.markets)


def _hauls(pairs: pd.DataFrame, row: Source | Kiln | Plant | Market) -> Iterator[tuple[str, pd.DataFrame]]:
    """The pairs that a sender or taker lives by, one table for each thing it cannot do without."""
    here, kind = pairs["destination_site"] == row.site, pairs["kind"]
    if isinstance(row, Source):
        sent = pairs[(kind == "material") & (pairs["origin"] == row.source_id)]
        if len(sent):
            yield "material", sent
    elif isinstance(row, Kiln):
        yield "material", pairs[here & (kind == "material")]
        yield CLINKER, pairs[(kind == CLINKER) & (pairs["origin"] == row.kiln)]
    elif isinstance(row, Plant):
        yield CLINKER, pairs[here & (kind == CLINKER)]
    else:
        yield "cement", pairs[here & (kind == "cement")]


def _unreachable(case: Case, site: Site, findings: Findings) -> None:
    places = road_places(case) or list(case.places.values())
    km = great_circle_km(spots([site]), spots(places))[0]
    nearest = places[int(np.argmin(km))] if len(places) else None
    findings.add(
        "unreachable_site",
        subject=_name(site, site.site),
        cell=case.cell("sites", site.site, "site"),
        nearest="" if nearest is None else _name(nearest, nearest.place),
        km=float(km.min()) * case.info.detour_factor if len(places) else None,
        limit_km=case.info.last_mile_road_km,
        users=_names(case, [site.site]),
        kt=_total(case, [site.site]),
    )


def _separate(case: Case, sites: list[str], findings: Findings) -> None:
    if not sites:
        return
    findings.add(
        "network_in_parts",
        subject=_name(case.sites[sites[0]], sites[0]),
        cell=case.cell("sites", sites[0], "site"),
        sites=len(sites),
        users=_names(case, sites),
        kt=_total(case, sites),
    )


def _at(case: Case, sites: Iterable[str]) -> list[tuple[str, Source | Kiln | Plant | Market]]:
    wanted = set(sites)
    return [(key, row) for _, rows in _users(case) for key, row in rows.items() if row.site in wanted]


def _names(case: Case, sites: Iterable[str]) -> list[str]:
    """What stands at the sites, the first few by name."""
    names = [_name(row, key) for key, row in _at(case, sites)]
    return [*names[:NAMES_SHOWN], "…"] if len(names) > NAMES_SHOWN else names


def _total(case: Case, sites: Iterable[str]) -> float:
    """Kt a year of all that stands at the sites; sources without a limit count nothing."""
    return sum(_kt(case, row) for _, row in _at(case, sites))


def _kt(case: Case, row: Source | Kiln | Plant | Market) -> float:
    """Kt a year that arise, can be made or are asked for."""
    if isinstance(row, Source):
        return row.arising or 0.0
    if isinstance(row, Kiln):
        return row.lines * row.capacity * DAYS / 1000.0
    if isinstance(row, Plant):
        return row.capacity
    return sum(demand.demand for demand in case.demand.values() if demand.market == row.market)


def _name(row: Source | Kiln | Plant | Market | Site | Place, key: str) -> str:
    return row.name or key
