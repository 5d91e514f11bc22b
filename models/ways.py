"""Ways of hauling between a pair of sites: the cheapest by each mode and around limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.layers import Layers, main_mode_layers, main_modes, road_layers
from models.network import ROAD, Flags, Floats, Ints, Network
from models.search import PathWeights, Prices, Walks, cheapest, price, road_km

AVOID_ROAD = 1e4
"""CNY/(t·km) on road where the cheapest path breaks the road ceiling: in effect the path with least road."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The pairs of one goods group (numbers of sites) to be joined by one mode through its layered graph."""

    mode: str
    network: Network
    layers: Layers
    group: str
    weights: PathWeights
    prices: Prices
    origin: Ints
    destination: Ints
    row: Ints
    """Number of each pair in the table of all pairs."""

    def numbered(self, walks: Walks) -> Walks:
        """Walks with the numbers that their pairs have in the table of all pairs."""
        return replace(walks, pair=self.row[walks.pair])

    def run(self, pairs: Ints, *, banned: Flags | None = None) -> Walks:
        """Cheapest walks of some pairs (positions), without the banned edges and within the road ceiling."""
        walks = self._cheapest(pairs, banned, self.prices)
        ceiling = self.network.case.info.road_ceiling_km
        if ceiling is None:
            return walks
        over = walks.pair[self._road_km(walks) > ceiling]
        if not len(over):
            return walks
        weights = replace(self.weights, road_km=self.weights.road_km + AVOID_ROAD)
        prices = price(self.network, self.layers, group=self.group, weights=weights)
        least = self._cheapest(over, banned, prices)
        kept = least.pair[self._road_km(least) <= ceiling]
        return join([keep(walks, ~np.isin(walks.pair, over)), keep(least, np.isin(least.pair, kept))])

    def _cheapest(self, pairs: Ints, banned: Flags | None, prices: Prices) -> Walks:
        walks = cheapest(
            self.network,
            self.layers,
            prices=prices,
            origin=self.origin[pairs],
            destination=self.destination[pairs],
            banned=banned,
        )
        return replace(walks, pair=pairs[walks.pair])

    def _road_km(self, walks: Walks) -> Floats:
        km = road_km(self.network)[walks.edge]
        return np.bincount(walks.owner, weights=km, minlength=len(walks.pair)).astype(np.float64)


def tasks(network: Network, pairs: pd.DataFrame, weights: PathWeights) -> Iterator[Task]:
    """The searches that pairs of different sites ask for: by goods group, then by mode."""
    number = pd.Index(network.sites)
    here = number.get_indexer(pd.Index(pairs["origin_site"])).astype(np.int64)
    there = number.get_indexer(pd.Index(pairs["destination_site"])).astype(np.int64)
    layered = {ROAD: road_layers(network)} if ROAD in network.modes else {}
    layered |= {mode: main_mode_layers(network, mode) for mode in main_modes(network)}
    for group in sorted(set(pairs["goods_group"])):
        row = np.flatnonzero((pairs["goods_group"] == group).to_numpy() & (here != there)).astype(np.int64)
        for mode, layers in layered.items():
            yield Task(
                mode=mode,
                network=network,
                layers=layers,
                group=group,
                weights=weights,
                prices=price(network, layers, group=group, weights=weights),
                origin=here[row],
                destination=there[row],
                row=row,
            )


def ways(task: Task) -> Iterator[Walks]:
    """The cheapest walk of every pair; where it uses limited links or transfers, also one around them."""
    e = task.network.edges
    links, transfers = e.limited("link") | e.limited("connection"), e.limited("transfer")
    best = task.run(np.arange(len(task.origin), dtype=np.int64))
    yield best
    on_links = using(best, links)
    freed = (
        task.run(on_links, banned=links)
        if len(on_links)
        else keep(best, np.zeros(len(best.pair), dtype=bool))
    )
    yield freed
    rest = keep(best, ~np.isin(best.pair, freed.pair))
    on_transfers = np.union1d(using(freed, transfers), using(rest, transfers))
    if len(on_transfers):
        yield task.run(on_transfers, banned=links | transfers)


def through(task: Task, *, enter: str, leave: str) -> Walks:
    """The cheapest walk of every pair whose main stretch begins at one station and ends at another."""
    e, network = task.network.edges, task.network
    name = np.array([place for place, _ in network.nodes], dtype=object)
    main = network.modes.index(task.mode)
    place = (e.from_site < 0) & (e.to_site < 0)
    siding = (e.kind == "connection") & (e.mode == main)
    begins = (place & (e.mode == main) & (e.left != main)) | (siding & (e.from_site >= 0))
    ends = (place & (e.left == main) & (e.mode != main)) | (siding & (e.to_site >= 0))
    wrong = (begins & (name[e.to_node] != enter)) | (ends & (name[e.from_node] != leave))
    return task.run(np.arange(len(task.origin), dtype=np.int64), banned=np.asarray(wrong))


def using(walks: Walks, edges: Flags) -> Ints:
    """Pairs whose walk goes over any of the edges."""
    return walks.pair[np.unique(walks.owner[edges[walks.edge]])]


def keep(walks: Walks, chosen: Flags) -> Walks:
    """Only the chosen walks."""
    steps = chosen[walks.owner]
    number = np.cumsum(chosen) - 1
    return Walks(
        pair=walks.pair[chosen],
        owner=number[walks.owner[steps]],
        edge=walks.edge[steps],
        freight=walks.freight[steps],
    )


def join(parts: list[Walks]) -> Walks:
    """Walks of several searches one after the other."""
    first = np.cumsum([0, *(len(part.pair) for part in parts)])
    ints = np.zeros(0, dtype=np.int64)
    return Walks(
        pair=np.concatenate([ints, *(part.pair for part in parts)]),
        owner=np.concatenate([ints, *(part.owner + n for part, n in zip(parts, first[:-1], strict=True))]),
        edge=np.concatenate([ints, *(part.edge for part in parts)]),
        freight=np.concatenate([np.zeros(0), *(part.freight for part in parts)]),
    )


def reorder(walks: Walks, order: Ints) -> Walks:
    """The walks in another order, each with its steps."""
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    owner = position[walks.owner]
    steps = np.argsort(owner, kind="stable")
    return Walks(
        pair=walks.pair[order], owner=owner[steps], edge=walks.edge[steps], freight=walks.freight[steps]
    )
