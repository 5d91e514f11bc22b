"""The transport graph: places and sites by mode, joined by links, last-mile connections and transfers.

People read, check and draw the NetworkX graph; the path search works on its edges as arrays.
NetworkX is touched in this file only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from cases.case import Case
from cases.projects import enabled
from models.lastmile import last_mile

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Node: TypeAlias = tuple[str, str]
Graph: TypeAlias = "nx.MultiDiGraph[Node]"
Edge: TypeAlias = tuple[Node, Node, tuple[str, str], dict[str, Any]]

ROAD = "road"
RAIL = "rail"


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeArrays:
    """The directed edges of the graph; ends as numbers of nodes and of sites (-1: a place)."""

    kind: npt.NDArray[np.object_]
    id: npt.NDArray[np.object_]
    mode: Ints
    """Number of the mode; of a transfer the mode entered."""
    left: Ints
    """Number of the mode left by a transfer, else the mode."""
    from_node: Ints
    to_node: Ints
    from_site: Ints
    to_site: Ints
    length_km: Floats
    rate: Floats
    """Own rate in CNY/(t·km), NaN where the tariff holds."""
    co2_kg_per_t: Floats
    handling_cny_per_t: Floats
    capacity_kt: Floats
    """kt a year that the case may use, infinite where unlimited."""
    gated: Flags
    """Whether the edge is there only with a project."""
    goods: npt.NDArray[np.object_]
    """Goods groups handled; an empty tuple means all."""

    def limited(self, kind: str) -> Flags:
        """Edges of a kind (link, transfer, connection) that have a capacity or need a project."""
        return np.asarray((self.kind == kind) & self.bounded)

    @property
    def bounded(self) -> Flags:
        """Edges that may be full or not built: with a capacity, or there with a project only."""
        return np.asarray(np.isfinite(self.capacity_kt) | self.gated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The graph with the numbering of its nodes, modes and sites."""

    case: Case
    graph: Graph
    connections: pd.DataFrame
    """Last-mile connections: connection, site, to, mode, length_km, said (stated|computed), role."""
    nodes: tuple[Node, ...]
    modes: tuple[str, ...]
    sites: tuple[str, ...]
    edges: EdgeArrays


def build_network(case: Case) -> Network:
    """The transport graph of a case, links and connections both ways."""
    connections = last_mile(case)
    graph: Graph = nx.MultiDiGraph()
    for edges in (_links(case), _connections(case, connections), _transfers(case)):
        for here, there, key, data in edges:
            graph.add_edge(here, there, key, **data)
    nodes, modes, sites = tuple(sorted(graph)), tuple(sorted(case.modes)), tuple(sorted(case.sites))
    return Network(
        case=case,
        graph=graph,
        connections=connections,
        nodes=nodes,
        modes=modes,
        sites=sites,
        edges=_arrays(graph, nodes=nodes, modes=modes, sites=sites, gated=_gated(case)),
    )


def _gated(case: Case) -> frozenset[tuple[str, str]]:
    """Kind and id of links, transfers and connections that are there only with a project."""
    kinds = ("link", "transfer", "connection")
    return frozenset((kind, name) for kind in kinds for name in enabled(case, f"{kind}s"))


def components(network: Network) -> list[frozenset[str]]:
    """Places and sites that hang together in any mode, the largest group first."""
    case = network.case
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from([*case.places, *case.sites])
    graph.add_edges_from((here[0], there[0]) for here, there in network.graph.edges())
    return sorted(
        (frozenset(part) for part in nx.connected_components(graph)), key=lambda p: (-len(p), min(p))
    )


def _links(case: Case) -> Iterator[Edge]:
    for row in case.links.values():
        capacity = None if row.capacity is None else row.capacity * row.capacity_left / 100.0
        co2 = case.modes[row.mode].co2 if row.co2 is None else row.co2
        data = _edge(
            "link", row.link, row.mode, length_km=row.length, rate=row.rate, co2=co2, capacity=capacity
        )
        yield from _both_ways((row.from_place, row.mode), (row.to_place, row.mode), data)


def _connections(case: Case, connections: pd.DataFrame) -> Iterator[Edge]:
    """Both ways to a place; between neighbours only from the sender to the taker."""
    for row in connections.to_dict("records"):
        mode = str(row["mode"])
        data = _edge(
            "connection", row["connection"], mode, length_km=row["length_km"], co2=case.modes[mode].co2
        )
        here, there = (str(row["site"]), mode), (str(row["to"]), mode)
        if row["role"] == "neighbour":
            yield here, there, ("connection", str(data["id"])), data
        else:
            yield from _both_ways(here, there, data)


def _transfers(case: Case) -> Iterator[Edge]:
    for row in case.transfers.values():
        data = _edge("transfer", row.transfer, row.to_mode, co2=row.co2, capacity=row.capacity)
        data |= {"cost": row.cost, "goods_groups": row.goods_groups}
        here, there = (row.place, row.from_mode), (row.place, row.to_mode)
        key = ("transfer", row.transfer)
        yield here, there, key, data
        yield there, here, key, data | {"mode": row.from_mode}


def _edge(
    kind: str,
    key: str,
    mode: str,
    *,
    length_km: float = 0.0,
    rate: float | None = None,
    co2: float,
    capacity: float | None = None,
) -> dict[str, Any]:
    """Attributes of an edge: km, CNY/(t·km), kg/(t·km) (kg/t of a transfer), kt a year."""
    return {
        "id": key,
        "kind": kind,
        "mode": mode,
        "length_km": length_km,
        "rate": rate,
        "co2": co2,
        "capacity": capacity,
        "cost": 0.0,
        "goods_groups": (),
    }


def _both_ways(here: Node, there: Node, data: dict[str, Any]) -> Iterator[Edge]:
    key = (data["kind"], data["id"])
    yield here, there, key, data
    yield there, here, key, data


def _arrays(
    graph: Graph,
    *,
    nodes: tuple[Node, ...],
    modes: tuple[str, ...],
    sites: tuple[str, ...],
    gated: frozenset[tuple[str, str]],
) -> EdgeArrays:
    """Edges sorted by ends and id, so that nothing depends on the order of the tables."""
    node, mode, site = ({name: n for n, name in enumerate(names)} for names in (nodes, modes, sites))
    rows = sorted(graph.edges(keys=True, data=True), key=lambda row: row[:3])
    here, there = [row[0] for row in rows], [row[1] for row in rows]
    data = [row[3] for row in rows]
    length = _floats(data, "length_km", 0.0)
    is_transfer = np.array([d["kind"] == "transfer" for d in data], dtype=bool)
    return EdgeArrays(
        kind=np.array([d["kind"] for d in data], dtype=object),
        id=np.array([d["id"] for d in data], dtype=object),
        mode=np.array([mode[d["mode"]] for d in data], dtype=np.int64),
        left=np.array([mode[h[1]] for h in here], dtype=np.int64),
        from_node=np.array([node[h] for h in here], dtype=np.int64),
        to_node=np.array([node[t] for t in there], dtype=np.int64),
        from_site=np.array([site.get(h[0], -1) for h in here], dtype=np.int64),
        to_site=np.array([site.get(t[0], -1) for t in there], dtype=np.int64),
        length_km=length,
        rate=_floats(data, "rate", np.nan),
        co2_kg_per_t=_floats(data, "co2", 0.0) * np.where(is_transfer, 1.0, length),
        handling_cny_per_t=_floats(data, "cost", 0.0),
        capacity_kt=_floats(data, "capacity", np.inf),
        gated=np.array([(d["kind"], d["id"]) in gated for d in data], dtype=bool),
        goods=_objects([d["goods_groups"] for d in data]),
    )


def _floats(data: list[dict[str, Any]], name: str, blank: float) -> Floats:
    return np.array([blank if d[name] is None else d[name] for d in data], dtype=np.float64)


def _objects(values: list[tuple[str, ...]]) -> npt.NDArray[np.object_]:
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result
