"""What the transport graph cannot do, told with names and tonnes before anything is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import numpy as np
import pandas as pd

from cases.case import Case
from cases.findings import Findings
from cases.records import Kiln, Market, Place, Plant, Site, Source
from models.lastmile import great_circle_km, road_places, spots
from models.network import Network, components
from models.pairs import CLINKER, MATERIAL, CandidatePairs

User: TypeAlias = Source | Kiln | Plant | Market

PAIR = ["origin_site", "destination_site", "goods_group"]
DAYS = 365.0
NAMES_SHOWN = 5


def check_network(network: Network, case: Case, findings: Findings) -> None:
    """Adds sites that nothing reaches, with the nearest place, and parts of the graph that hang apart."""
    used = {row.site for _, _, row in _users(case)}
    lonely = _lonely(network, case)
    for site in sorted(lonely):
        _unreachable(case, case.sites[site], findings)
    for part in components(network)[1:]:
        sites = sorted((part & used) - lonely)
        if sites:
            findings.add(
                "network_in_parts",
                subject=_name(case.sites[sites[0]], sites[0]),
                cell=case.cell("sites", sites[0], "site"),
                sites=len(sites),
                stands=_standing(case, sites),
            )


def check_pairs(
    network: Network, candidates: CandidatePairs, *, paths: pd.DataFrame, findings: Findings
) -> None:
    """Adds senders and takers that no path serves, by the nearest pair that should have had one."""
    case, lonely = network.case, _lonely(network, network.case)
    pairs = pd.concat([candidates.kept, candidates.unreachable], ignore_index=True)
    known = pd.MultiIndex.from_frame(paths[PAIR])
    pairs["joined"] = pd.MultiIndex.from_frame(pairs[PAIR]).isin(known)
    pairs = pairs[~pairs["origin_site"].isin(lonely) & ~pairs["destination_site"].isin(lonely)]
    apart = pairs[~pairs["joined"]]
    concerned = {*apart["origin_site"], *apart["destination_site"]}
    for table, key, row in _users(case):
        if row.site not in concerned:
            continue
        for mine in _hauls(pairs, row):
            if len(mine) and not mine["joined"].any():
                missing = mine.sort_values("distance_km", kind="stable").iloc[0]
                findings.add(
                    "pair_without_path",
                    subject=", ".join(_standing(case, [str(missing["origin_site"])])),
                    cell=case.cell(table, key, "site"),
                    destination=_standing(case, [str(missing["destination_site"])]),
                    goods_group=_group(case, str(missing["goods_group"])),
                )


def _lonely(network: Network, case: Case) -> set[str]:
    """Sites in use that no link and no connection touches."""
    joined = {place for place, _ in network.nodes}
    return {row.site for _, _, row in _users(case)} - joined


def _users(case: Case) -> Iterator[tuple[str, str, User]]:
    yield from (("sources", key, source) for key, source in case.sources.items())
    yield from (("kilns", key, kiln) for key, kiln in case.kilns.items())
    yield from (("plants", key, plant) for key, plant in case.plants.items())
    yield from (("markets", key, market) for key, market in case.markets.items())


def _hauls(pairs: pd.DataFrame, row: User) -> list[pd.DataFrame]:
    """The pairs a sender or taker lives by, one table for each thing it cannot do without."""
    here, kind = pairs["destination_site"] == row.site, pairs["kind"]
    if isinstance(row, Source):
        return [pairs[(kind == MATERIAL) & (pairs["origin"] == row.source_id)]]
    if isinstance(row, Kiln):
        return [pairs[here & (kind == MATERIAL)], pairs[(kind == CLINKER) & (pairs["origin"] == row.kiln)]]
    if isinstance(row, Plant):
        return [pairs[here & (kind == CLINKER)]]
    return [pairs[here & (kind == "cement")]]


def _unreachable(case: Case, site: Site, findings: Findings) -> None:
    places = road_places(case) or list(case.places.values())
    km = great_circle_km(spots([site]), spots(places))[0]
    nearest = places[int(np.argmin(km))] if places else None
    findings.add(
        "unreachable_site",
        subject=_name(site, site.site),
        cell=case.cell("sites", site.site, "site"),
        stands=_standing(case, [site.site]),
        nearest="-" if nearest is None else _name(nearest, nearest.place),
        distance=float(km.min()) * case.info.detour_factor if places else "-",
    )


def _standing(case: Case, sites: Iterable[str]) -> list[str]:
    """What stands at the sites with its kt a year, the first few."""
    wanted = set(sites)
    rows = [(key, row) for _, key, row in _users(case) if row.site in wanted]
    names = [f"{_name(row, key)} {_kt(case, row):,.0f} kt/a" for key, row in rows[:NAMES_SHOWN]]
    return [*names, "…"] if len(rows) > NAMES_SHOWN else names


def _kt(case: Case, row: User) -> float:
    """Tonnes (kt a year) that arise, can be made or are asked for; a source without a limit counts 0."""
    if isinstance(row, Source):
        return row.arising or 0.0
    if isinstance(row, Kiln):
        return row.lines * row.capacity * DAYS / 1000.0
    if isinstance(row, Plant):
        return row.capacity
    return sum(demand.demand for demand in case.demand.values() if demand.market == row.market)


def _group(case: Case, key: str) -> str:
    row = case.goods_groups.get(key)
    return key if row is None else row.name or key


def _name(row: User | Site | Place, key: str) -> str:
    return row.name or key
