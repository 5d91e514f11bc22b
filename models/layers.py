"""Layered search graphs: copies of the transport graph that force the shape of a path.

A path leaves its site by the start layer and ends in the end layer, so no haul passes through somebody
else's site by its last-mile connections. By road alone there is one layer between; with a main mode (rail,
conveyor, pipeline) there are four: road, main mode just entered, main mode travelled, road again.
That forces exactly one stretch of the main mode.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.network import ROAD, Flags, Ints, Network

BEFORE, ENTERED, TRAVELLED, AFTER = range(4)
NONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Arcs of a search graph; numbers of nodes are dense."""

    tail: Ints
    head: Ints
    edge: Ints
    """Edge of the network behind the arc, -1 where it only enters or leaves a site."""
    entered: Ints
    """Mode whose base price is due on the arc, -1 where none is."""
    size: int
    start: Ints
    """Search node at which hauls from a site (by number) begin, -1 where none can."""
    end: Ints
    """Search node at which hauls to a site end, -1 where none can."""


class _Arcs:
    """Collects arcs; nodes are numbered start sites, end sites, then one copy of the graph per layer."""

    def __init__(self, network: Network) -> None:
        self.edges = network.edges
        self.sites = len(network.sites)
        self.nodes = len(network.nodes)
        self.parts: list[tuple[Ints, Ints, Ints, Ints]] = []

    def at(self, layer: int, nodes: Ints) -> Ints:
        return np.asarray(2 * self.sites + layer * self.nodes + nodes)

    def ends(self, sites: Ints) -> Ints:
        return np.asarray(self.sites + sites)

    def add(self, tail: Ints, head: Ints, *, edge: Ints | None = None, entered: int = NONE) -> None:
        """Arcs with the edge they stand for and the mode whose base they pay."""
        count = len(tail)
        behind = np.full(count, NONE, dtype=np.int64) if edge is None else edge
        self.parts.append((tail, head, behind, np.full(count, entered, dtype=np.int64)))

    def inside(self, edges: Flags, layer: int, *, to_layer: int | None = None) -> None:
        """The edges within a layer, or from it to the next."""
        chosen, e = np.flatnonzero(edges), self.edges
        head = self.at(layer if to_layer is None else to_layer, e.to_node[chosen])
        self.add(self.at(layer, e.from_node[chosen]), head, edge=chosen)

    def done(self) -> Layers:
        """Renumbers the nodes that some arc touches."""
        empty = np.zeros(0, dtype=np.int64)
        tail, head, edge, entered = (
            np.concatenate([empty, *(part[k] for part in self.parts)]) for k in range(4)
        )
        used, dense = np.unique(np.concatenate([tail, head]), return_inverse=True)
        number = np.full(2 * self.sites, NONE, dtype=np.int64)
        in_sites = used < 2 * self.sites
        number[used[in_sites]] = np.flatnonzero(in_sites)
        return Layers(
            tail=dense[: len(tail)].astype(np.int64),
            head=dense[len(tail) :].astype(np.int64),
            edge=edge,
            entered=entered,
            size=len(used),
            start=number[: self.sites],
            end=number[self.sites :],
        )


def road_layers(network: Network) -> Layers:
    """Paths by road alone."""
    arcs, road = _Arcs(network), network.modes.index(ROAD)
    e = arcs.edges
    arcs.inside(_of(arcs, "link", road), BEFORE)
    _leave(arcs, road)
    _arrive(arcs, road, layer=BEFORE)
    direct = np.flatnonzero(_of(arcs, "connection", road) & (e.from_site >= 0) & (e.to_site >= 0))
    arcs.add(e.from_site[direct], arcs.ends(e.to_site[direct]), edge=direct, entered=road)
    return arcs.done()


def main_mode_layers(network: Network, mode: str) -> Layers:
    """Paths with exactly one stretch of ``mode``, by road before and after it where needed."""
    arcs, main = _Arcs(network), network.modes.index(mode)
    _main_stretch(arcs, main)
    if ROAD in network.modes:
        road = network.modes.index(ROAD)
        for layer in (BEFORE, AFTER):
            arcs.inside(_of(arcs, "link", road), layer)
        _leave(arcs, road)
        _arrive(arcs, road, layer=AFTER)
        _change_modes(arcs, main, road)
    return arcs.done()


def any_way_layers(network: Network) -> Layers:
    """Every way there is, for distances: modes and transfers as they come."""
    arcs = _Arcs(network)
    e = arcs.edges
    arcs.inside(np.asarray(e.kind != "connection"), BEFORE)
    for mode in range(len(network.modes)):
        _leave(arcs, mode)
        _arrive(arcs, mode, layer=BEFORE)
    direct = np.flatnonzero((e.kind == "connection") & (e.from_site >= 0) & (e.to_site >= 0))
    arcs.add(e.from_site[direct], arcs.ends(e.to_site[direct]), edge=direct)
    return arcs.done()


def main_modes(network: Network) -> list[str]:
    """Modes beside road that some link or connection has."""
    used = set(network.edges.mode[network.edges.kind != "transfer"].tolist())
    return [mode for number, mode in enumerate(network.modes) if number in used and mode != ROAD]


def _of(arcs: _Arcs, kind: str, mode: int) -> Flags:
    return np.asarray((arcs.edges.kind == kind) & (arcs.edges.mode == mode))


def _leave(arcs: _Arcs, mode: int) -> None:
    """From the start layer to places by connections, or onto a link that begins at the site."""
    e = arcs.edges
    out = np.flatnonzero(_of(arcs, "connection", mode) & (e.from_site >= 0) & (e.to_site < 0))
    arcs.add(e.from_site[out], arcs.at(BEFORE, e.to_node[out]), edge=out, entered=mode)
    sites, nodes = _sites_on_links(arcs, mode)
    arcs.add(sites, arcs.at(BEFORE, nodes), entered=mode)


def _arrive(arcs: _Arcs, mode: int, *, layer: int) -> None:
    e = arcs.edges
    into = np.flatnonzero(_of(arcs, "connection", mode) & (e.from_site < 0) & (e.to_site >= 0))
    arcs.add(arcs.at(layer, e.from_node[into]), arcs.ends(e.to_site[into]), edge=into)
    sites, nodes = _sites_on_links(arcs, mode)
    arcs.add(arcs.at(layer, nodes), arcs.ends(sites))


def _sites_on_links(arcs: _Arcs, mode: int) -> tuple[Ints, Ints]:
    """Sites that links of a mode touch, with their nodes."""
    e = arcs.edges
    touched = _of(arcs, "link", mode) & (e.from_site >= 0)
    nodes, first = np.unique(e.from_node[touched], return_index=True)
    return e.from_site[touched][first], nodes


def _main_stretch(arcs: _Arcs, main: int) -> None:
    """Links and sidings of the main mode; a site without a transfer of its own loads where it stands."""
    e = arcs.edges
    links, sidings = _of(arcs, "link", main), _of(arcs, "connection", main)
    arcs.inside(links, ENTERED, to_layer=TRAVELLED)
    arcs.inside(links, TRAVELLED)
    arcs.inside(sidings, ENTERED, to_layer=TRAVELLED)
    arcs.inside(sidings & (e.to_site >= 0), TRAVELLED)
    own = np.asarray((e.kind == "transfer") & (e.from_site >= 0))
    into, out = np.flatnonzero(own & (e.mode == main)), np.flatnonzero(own & (e.left == main))
    arcs.add(e.from_site[into], arcs.at(ENTERED, e.to_node[into]), edge=into, entered=main)
    arcs.add(arcs.at(TRAVELLED, e.from_node[out]), arcs.ends(e.to_site[out]), edge=out)
    touched = (links | sidings) & (e.from_site >= 0) & ~np.isin(e.from_node, e.to_node[into])
    nodes, first = np.unique(e.from_node[touched], return_index=True)
    sites = e.from_site[touched][first]
    arcs.add(sites, arcs.at(ENTERED, nodes), entered=main)
    arcs.add(arcs.at(TRAVELLED, nodes), arcs.ends(sites))


def _change_modes(arcs: _Arcs, main: int, road: int) -> None:
    e = arcs.edges
    change = np.asarray(e.kind == "transfer")
    load = np.flatnonzero(change & (e.left == road) & (e.mode == main))
    unload = np.flatnonzero(change & (e.left == main) & (e.mode == road))
    arcs.add(arcs.at(BEFORE, e.from_node[load]), arcs.at(ENTERED, e.to_node[load]), edge=load, entered=main)
    arcs.add(
        arcs.at(TRAVELLED, e.from_node[unload]), arcs.at(AFTER, e.to_node[unload]), edge=unload, entered=road
    )
