"""Last-mile connections: how a site that no link touches reaches the transport graph.

Length = great circle × the case's detour factor, unless the case states connections of that site.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from cases.case import Case
from cases.records import Place, Site

Floats: TypeAlias = npt.NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088
ROAD_PLACES_PER_SITE = 3
"""Road places a site is joined to: enough for every direction a haul may leave in."""
DIRECT_WITHIN_KM = 50.0
"""Great-circle distance below which a truck goes straight from site to site, not through a town."""
SHORTEST_KM = 0.3
"""Least length of a computed connection: two names for one spot still need a truck."""


class Joint(NamedTuple):
    """One last-mile connection: ``to`` is a place or, for neighbours, a site; ``role`` says why it is."""

    connection: str
    site: str
    to: str
    mode: str
    length_km: float
    said: str
    role: str


def great_circle_km(here: Floats, there: Floats) -> Floats:
    """Matrix of distances in km between rows (longitude, latitude in degrees) of two arrays."""
    lon1, lat1 = np.radians(here.reshape(-1, 2)).T
    lon2, lat2 = np.radians(there.reshape(-1, 2)).T
    half_lat = np.sin((lat1[:, None] - lat2[None, :]) / 2.0) ** 2
    half_lon = np.sin((lon1[:, None] - lon2[None, :]) / 2.0) ** 2
    chord = half_lat + np.cos(lat1)[:, None] * np.cos(lat2)[None, :] * half_lon
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def spots(rows: Iterable[Place | Site]) -> Floats:
    """Longitude and latitude in degrees, one row each."""
    return np.array([(row.lon, row.lat) for row in rows], dtype=np.float64).reshape(-1, 2)


def last_mile(case: Case) -> pd.DataFrame:
    """All connections, computed and stated (columns of ``Joint``; length in km)."""
    stated = {row.site for row in case.connections.values() if row.mode == "road"}
    free = [case.sites[site] for site in sorted(case.sites) if site not in stated]
    joints = [*_stated(case), *_to_places(case, free), *_to_stations(case, free), *_direct(case, free)]
    frame = pd.DataFrame(joints, columns=list(Joint._fields))
    return frame.drop_duplicates(["site", "to", "mode"], ignore_index=True)


def road_places(case: Case) -> list[Place]:
    """Towns, and junctions that a road link touches; stations are joined apart."""
    touched = {
        end for row in case.links.values() if row.mode == "road" for end in (row.from_place, row.to_place)
    }
    return [
        place
        for _, place in sorted(case.places.items())
        if place.kind == "town" or (place.kind == "junction" and place.place in touched)
    ]


def _stated(case: Case) -> Iterator[Joint]:
    for row in case.connections.values():
        yield Joint(row.connection, row.site, row.place, row.mode, row.length, "stated", "place")


def _to_places(case: Case, sites: list[Site]) -> Iterator[Joint]:
    yield from _nearest(
        case,
        sites,
        road_places(case),
        count=ROAD_PLACES_PER_SITE,
        within_km=case.info.last_mile_road_km,
        role="place",
    )


def _to_stations(case: Case, sites: list[Site]) -> Iterator[Joint]:
    """The nearest stations that handle it, for each goods group, so that none is left without."""
    handled: dict[frozenset[str], list[Place]] = {}
    for group in case.goods_groups:
        handling = frozenset(
            row.place
            for row in case.transfers.values()
            if "road" in (row.from_mode, row.to_mode) and group in (row.goods_groups or (group,))
        )
        handled[handling] = [case.places[place] for place in sorted(handling) if place in case.places]
    for places in sorted(handled, key=sorted):
        yield from _nearest(
            case,
            sites,
            handled[places],
            count=case.info.stations_per_site,
            within_km=case.info.last_mile_rail_km,
            role="station",
        )


def _nearest(
    case: Case, sites: list[Site], places: list[Place], *, count: int, within_km: float, role: str
) -> Iterator[Joint]:
    if not sites or not places or count == 0:
        return
    length = _road_km(case, sites, places)
    order = np.argsort(length, axis=1, kind="stable")[:, :count]
    for site, row, columns in zip(sites, length, order, strict=True):
        for column in columns[row[columns] <= within_km]:
            to = places[column].place
            yield Joint(f"{site.site}~{to}", site.site, to, "road", float(row[column]), "computed", role)


def _direct(case: Case, sites: list[Site]) -> Iterator[Joint]:
    """Neighbours that may trade: sites that send to sites that take."""
    senders = _at(
        sites, [row.site for table in (case.sources, case.kilns, case.plants) for row in table.values()]
    )
    takers = _at(
        sites, [row.site for table in (case.kilns, case.plants, case.markets) for row in table.values()]
    )
    if not senders or not takers:
        return
    length = _road_km(case, senders, takers)
    near = length <= max(SHORTEST_KM, DIRECT_WITHIN_KM * case.info.detour_factor)
    for row, column in np.argwhere(near):
        here, there = senders[row].site, takers[column].site
        if here != there:
            yield Joint(
                f"{here}~{there}", here, there, "road", float(length[row, column]), "computed", "neighbour"
            )


def _at(sites: list[Site], used: Iterable[str]) -> list[Site]:
    wanted = set(used)
    return [site for site in sites if site.site in wanted]


def _road_km(case: Case, here: Sequence[Place | Site], there: Sequence[Place | Site]) -> Floats:
    length = great_circle_km(spots(here), spots(there)) * case.info.detour_factor
    return np.maximum(length, SHORTEST_KM)
