"""Which pairs of sites may trade what: within the reach the case states, the rest kept for pricing out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cases.case import Case
from cases.records import Kiln, Material, Source
from models.layers import any_way_layers
from models.network import Floats, Network
from models.search import distances

CLINKER = "clinker"
MATERIAL = "material"
CEMENT = "cement"


class Pair(NamedTuple):
    """Who may send what where; ``reach_km`` and ``nearest`` are infinite where the case sets none."""

    kind: str
    origin: str
    item: str
    origin_site: str
    destination_site: str
    goods_group: str
    captive: bool
    reach_km: float
    nearest: float


COLUMNS = ["kind", "origin", "item", "origin_site", "destination_site", "goods_group", "distance_km"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePairs:
    """Pairs by what becomes of them; kind is material, clinker or cement, distances in km."""

    kept: pd.DataFrame
    left_out: pd.DataFrame
    """Joined, but farther than the reach or than the nearest ones."""
    unreachable: pd.DataFrame
    """No way between the sites; distance infinite."""


def site_distances(network: Network, origins: Iterable[str], destinations: Iterable[str]) -> Floats:
    """Kilometres of the shortest way between sites in any mode (rows origins), infinite if none."""
    number = pd.Index(network.sites)
    here, there = (
        number.get_indexer(pd.Index(list(sites))).astype(np.int64) for sites in (origins, destinations)
    )
    km = distances(any_way_layers(network), network.edges.length_km, origin=here, destination=there)
    return np.where(here[:, None] == there[None, :], 0.0, km)


def candidate_pairs(network: Network, case: Case) -> CandidatePairs:
    """Every pair that could use what is sent, parted by the reach of what is sent.

    Captive pairs and the nearest source of each material are kept at any distance: the reach only prunes,
    what it leaves out is priced after the solve, and no site is left without its nearest source.
    """
    rows = [*_material_pairs(case), *_clinker_pairs(case), *_cement_pairs(case)]
    frame = pd.DataFrame(rows, columns=list(Pair._fields))
    frame["distance_km"] = _lengths(network, frame)
    joined = np.isfinite(frame["distance_km"])
    near = frame[joined & ~frame["captive"]]
    rank = near.groupby(["item", "destination_site"])["distance_km"].rank(method="min")
    rank = rank.reindex(frame.index, fill_value=np.inf)
    within = (frame["distance_km"] <= frame["reach_km"]) & (rank <= frame["nearest"])
    nearest = (frame["kind"] == MATERIAL) & (rank == 1)
    wanted = frame["captive"] | within | nearest
    return CandidatePairs(
        kept=_tidy(frame[joined & wanted]),
        left_out=_tidy(frame[joined & ~wanted]),
        unreachable=_tidy(frame[~joined]),
    )


def _lengths(network: Network, frame: pd.DataFrame) -> Floats:
    here, origin = pd.factorize(frame["origin_site"])
    there, destination = pd.factorize(frame["destination_site"])
    return site_distances(network, list(origin), list(destination))[here, there]


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[COLUMNS].sort_values(COLUMNS[:-1], ignore_index=True)


def _material_pairs(case: Case) -> Iterator[Pair]:
    takers = {name: _takers(case, material) for name, material in case.materials.items()}
    for source in case.sources.values():
        material = case.materials[source.material]
        captive = source.captive_site if source.captive > 0 else None
        sites = takers[source.material] if _has_free(source) else frozenset()
        for site in sorted(sites | ({captive} if captive else frozenset())):
            yield Pair(
                kind=MATERIAL,
                origin=source.source_id,
                item=source.material,
                origin_site=source.site,
                destination_site=site,
                goods_group=material.goods_group,
                captive=site == captive,
                reach_km=_or_unlimited(material.reach_km),
                nearest=_or_unlimited(material.reach_nearest),
            )


def _clinker_pairs(case: Case) -> Iterator[Pair]:
    sites = sorted({plant.site for plant in case.plants.values()})
    for kiln in case.kilns.values():
        for site in sites:
            yield Pair(
                kind=CLINKER,
                origin=kiln.kiln,
                item=CLINKER,
                origin_site=kiln.site,
                destination_site=site,
                goods_group=case.info.clinker_goods_group,
                captive=False,
                reach_km=_or_unlimited(case.info.clinker_reach_km),
                nearest=np.inf,
            )


def _cement_pairs(case: Case) -> Iterator[Pair]:
    wanted = {(row.product, case.markets[row.market].site) for row in case.demand.values() if row.demand > 0}
    for name, site in sorted(wanted):
        product = case.products[name]
        for plant in case.plants.values():
            yield Pair(
                kind=CEMENT,
                origin=plant.plant,
                item=name,
                origin_site=plant.site,
                destination_site=site,
                goods_group=product.goods_group,
                captive=False,
                reach_km=_or_unlimited(product.reach_km),
                nearest=np.inf,
            )


def _takers(case: Case, material: Material) -> frozenset[str]:
    """Sites with a kiln or a grinding plant that can use a material."""
    kilns = {kiln.site for kiln in case.kilns.values() if _kiln_takes(case, kiln, material)}
    plants = {plant.site for plant in case.plants.values()} if material.constituent else set()
    return frozenset(kilns | plants)


def _kiln_takes(case: Case, kiln: Kiln, material: Material) -> bool:
    """As raw material or fuel, within its permit and with a ceiling above zero."""
    if material.permit and not kiln.coprocessing:
        return False
    dosing = case.dosing.get((kiln.kiln_class, material.material))
    ceiling = material.max_raw_share if dosing is None else dosing.max_share
    raw = material.raw and (ceiling is None or ceiling > 0)
    return raw or (material.fuel and material.material in case.fuels)


def _has_free(source: Source) -> bool:
    """Whether anything arises or lies there beyond what others use and what is captive."""
    if source.arising is None:
        return True
    return source.arising + (source.store_start or 0.0) > source.used_elsewhere + source.captive


def _or_unlimited(value: float | None) -> float:
    return np.inf if value is None else float(value)
