"""Cheapest ways through a layered graph: many origins to many destinations at once.

Dijkstra runs from the destinations on the reversed SciPy matrix; the predecessors are walked for all pairs
together. SciPy adds parallel edges up when it makes a matrix, so they are reduced to the best one first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from models.layers import Layers
from models.network import ROAD, Flags, Floats, Ints, Network

DESTINATIONS_AT_ONCE = 256
"""Bounds the memory of distances and predecessors."""
LENGTH_WEIGHT = 1e-6
ARC_WEIGHT = 1e-9
"""Among equal weights the shorter path with fewer steps; also keeps zero weights out of the matrix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathWeights:
    """What a path is judged by: ``cost`` per CNY, ``co2`` in CNY/kg, ``road_km`` in CNY/(t·km).

    ``co2_up_to``: the dearest CO2 in CNY/kg that may matter; a path that only pays beyond it is dropped
    (infinite: any saving keeps a path). ``prices``: further CNY/t on a link or transfer by (kind, id), as
    marginal values of capacities.
    """

    cost: float = 1.0
    co2: float = 0.0
    road_km: float = 0.0
    co2_up_to: float = math.inf
    prices: Mapping[tuple[str, str], float] = field(default_factory=dict)
    road_counts: bool = False
    """Whether less road is a reason to keep a path, whatever it costs and emits."""
    also: tuple[PathWeights, ...] = ()
    """Other judges, each of whom chooses paths too: where two things count whose exchange is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Money and weight of every arc of a layered graph for one goods group, CNY/t."""

    freight: Floats
    weight: Floats
    """Infinite where the goods group may not go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walks:
    """Paths found: ``pair`` of each, and their edges one after the other (``owner``: which path)."""

    pair: Ints
    owner: Ints
    edge: Ints
    freight: Floats
    """CNY/t of each step; the base of a mode is on the first haul after it is entered."""


def price(network: Network, layers: Layers, *, group: str, weights: PathWeights) -> Prices:
    """Arc prices of a goods group: tariff, handling, CO2 and road length weighed together."""
    e, case = network.edges, network.case
    tariffs = [case.tariffs.get((mode, group)) for mode in network.modes]
    base = np.array([np.nan if t is None else t.base for t in tariffs] + [0.0])
    rate = np.array([np.nan if t is None else t.rate for t in tariffs])
    haul = np.where(np.isnan(e.rate), rate[e.mode], e.rate) * e.length_km
    handled = np.array([not goods or group in goods for goods in e.goods], dtype=bool)
    barred = np.isnan(rate[e.mode]) | np.isnan(rate[e.left]) | ~handled
    extra = _extra(network, weights.prices)
    rest = (
        weights.cost * e.handling_cny_per_t
        + weights.co2 * e.co2_kg_per_t
        + extra
        + LENGTH_WEIGHT * e.length_km
    )
    rest = rest + weights.road_km * road_km(network)
    freight = _on_arcs(haul, layers) + base[layers.entered]
    weight = weights.cost * freight + _on_arcs(rest, layers) + ARC_WEIGHT
    weight = np.where(_on_arcs(barred.astype(float), layers) > 0.0, np.inf, weight)
    return Prices(freight=freight, weight=np.where(np.isnan(weight), np.inf, weight))


def road_km(network: Network) -> Floats:
    """Kilometres by road of every edge."""
    if ROAD not in network.modes:
        return np.zeros(len(network.edges.id))
    return np.where(network.edges.mode == network.modes.index(ROAD), network.edges.length_km, 0.0)


def cheapest(
    network: Network,
    layers: Layers,
    *,
    prices: Prices,
    origin: Ints,
    destination: Ints,
    banned: Flags | None = None,
) -> Walks:
    """The cheapest walk of each pair (numbers of sites) that has one, without the banned edges."""
    weight = prices.weight
    if banned is not None:
        weight = np.where((layers.edge >= 0) & banned[layers.edge], np.inf, weight)
    arcs = _best_arcs(layers, weight)
    start, end = layers.start[origin], layers.end[destination]
    possible = np.flatnonzero((start >= 0) & (end >= 0))
    steps: list[tuple[Ints, Ints]] = []
    ends = np.unique(end[possible])
    for first in range(0, len(ends), DESTINATIONS_AT_ONCE):
        chunk = ends[first : first + DESTINATIONS_AT_ONCE]
        pairs = possible[np.isin(end[possible], chunk)]
        before = _predecessors(layers, weight, arcs, chunk)
        steps += _walk(
            layers, arcs, before, pair=pairs, row=np.searchsorted(chunk, end[pairs]), node=start[pairs]
        )
    return _gather(network, layers, prices, steps)


def distances(layers: Layers, lengths: Floats, *, origin: Ints, destination: Ints) -> Floats:
    """Matrix of the least length between sites (by number), infinite where there is no way."""
    weight = _on_arcs(lengths, layers) + ARC_WEIGHT
    arcs = _best_arcs(layers, weight)
    start, end = layers.start[origin], layers.end[destination]
    result = np.full((len(origin), len(destination)), np.inf)
    rows, columns = np.flatnonzero(start >= 0), np.flatnonzero(end >= 0)
    if len(rows) and len(columns):
        found = np.asarray(dijkstra(_reversed(layers, weight, arcs), indices=end[columns]))
        result[np.ix_(rows, columns)] = found[:, start[rows]].T
    return result


def _extra(network: Network, prices: Mapping[tuple[str, str], float]) -> Floats:
    e = network.edges
    if not prices:
        return np.zeros(len(e.id))
    keys = zip(e.kind, e.id, strict=True)
    return np.array([max(0.0, prices.get(key, 0.0)) for key in keys], dtype=np.float64)


def _on_arcs(values: Floats, layers: Layers) -> Floats:
    """Values of edges on the arcs, 0 where no edge is behind an arc."""
    return np.concatenate([values, [0.0]])[layers.edge]


def _best_arcs(layers: Layers, weight: Floats) -> Ints:
    """The cheapest of parallel arcs, in order of (tail, head)."""
    order = np.lexsort((layers.edge, weight, layers.head, layers.tail))
    order = order[np.isfinite(weight[order])]
    tail, head = layers.tail[order], layers.head[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return order[first]


def _reversed(layers: Layers, weight: Floats, arcs: Ints) -> csr_array:
    shape = (layers.size, layers.size)
    return csr_array((weight[arcs], (layers.head[arcs], layers.tail[arcs])), shape=shape)


def _predecessors(layers: Layers, weight: Floats, arcs: Ints, ends: Ints) -> Ints:
    """For each end (row) and node: the next node on the way to the end, negative where there is none."""
    matrix = _reversed(layers, weight, arcs)
    return np.asarray(dijkstra(matrix, indices=ends, return_predecessors=True)[1], dtype=np.int64)


def _walk(
    layers: Layers, arcs: Ints, before: Ints, *, pair: Ints, row: Ints, node: Ints
) -> list[tuple[Ints, Ints]]:
    """All pairs step by step to their ends: (pair, arc) of every step."""
    keys = layers.tail[arcs] * layers.size + layers.head[arcs]
    steps: list[tuple[Ints, Ints]] = []
    while True:
        following = before[row, node]
        going = following >= 0
        if not going.any():
            return steps
        pair, row, node, following = pair[going], row[going], node[going], following[going]
        steps.append((pair, arcs[np.searchsorted(keys, node * layers.size + following)]))
        node = following


def _gather(network: Network, layers: Layers, prices: Prices, steps: list[tuple[Ints, Ints]]) -> Walks:
    """Steps of each path together; arcs that only enter a site vanish, a base moves on to its haul."""
    empty = np.zeros(0, dtype=np.int64)
    pair = np.concatenate([empty, *(step[0] for step in steps)])
    arc = np.concatenate([empty, *(step[1] for step in steps)])
    order = np.argsort(pair, kind="stable")
    pair, arc = pair[order], arc[order]
    paths, owner = np.unique(pair, return_inverse=True)
    edge, freight = layers.edge[arc], prices.freight[arc]
    hauls = (edge >= 0) & (network.edges.kind[edge] != "transfer")
    moved = np.where(hauls, freight, 0.0)
    moved[1:] += np.where(hauls[:-1], 0.0, freight[:-1])
    real = edge >= 0
    return Walks(pair=paths, owner=owner.astype(np.int64)[real], edge=edge[real], freight=moved[real])
