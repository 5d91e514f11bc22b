"""Paths between sites: what each costs, emits and uses; steps are spelt out for the paths asked for only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from cases.policy import co2_counts, rail_counts
from models.dominance import Measures, worth_keeping
from models.network import RAIL, ROAD, Flags, Floats, Network
from models.search import PathWeights, Walks
from models.ways import Task, join, keep, reorder, tasks, through, ways
from models.works import TRUCKS

__all__ = ["PathTable", "PathWeights", "find_paths"]

PAIR = ["origin_site", "destination_site", "goods_group"]
OTHER = "other"
KINDS = (ROAD, RAIL, OTHER)
PATHS_PER_SERVICE = 50
"""Paths offered to a rail service that must run, beside those that go through it of themselves."""


@dataclass(frozen=True)
class PathTable:
    """Paths, one a row of ``paths``: path, the pair, kind, km by mode, CNY/t, kg/t, stations."""

    network: Network
    paths: pd.DataFrame
    walks: Walks

    @cached_property
    def limited(self) -> pd.DataFrame:
        """Links, transfers, connections on a path that may be full or not built: path, kind, id."""
        e, w = self.network.edges, self.walks
        used = np.flatnonzero(e.bounded[w.edge])
        names = self.paths["path"].to_numpy()[w.owner[used]]
        frame = pd.DataFrame({"path": names, "kind": e.kind[w.edge[used]], "id": e.id[w.edge[used]]})
        return frame.drop_duplicates(ignore_index=True)

    @property
    def steps(self) -> pd.DataFrame:
        """The steps of every path (see ``steps_of``)."""
        return self.steps_of(self.paths["path"])

    def steps_of(self, path_ids: Iterable[str]) -> pd.DataFrame:
        """Steps of some paths: kind (link|connection|transfer), id, mode, ends, km, CNY/t, kg/t.

        The base of a mode is in the cost of the first haul after it is entered; of a transfer, the mode is
        the one entered.
        """
        wanted = self.paths["path"].isin(set(path_ids)).to_numpy()
        w = keep(self.walks, wanted)
        e, network = self.network.edges, self.network
        node = np.array([name for name, _ in network.nodes], dtype=object)
        first = np.searchsorted(w.owner, np.arange(len(w.pair)))
        return pd.DataFrame(
            {
                "path": self.paths["path"].to_numpy()[wanted][w.owner],
                "step": np.arange(len(w.owner)) - first[w.owner] + 1,
                "kind": e.kind[w.edge],
                "id": e.id[w.edge],
                "mode": np.array(network.modes, dtype=object)[e.mode[w.edge]],
                "from_node": node[e.from_node[w.edge]],
                "to_node": node[e.to_node[w.edge]],
                "length_km": e.length_km[w.edge],
                "cost_cny_per_t": w.freight + e.handling_cny_per_t[w.edge],
                "co2_kg_per_t": e.co2_kg_per_t[w.edge],
            }
        )

    def chosen(self, path_ids: Iterable[str]) -> PathTable:
        """Only the named paths."""
        kept = self.paths["path"].isin(set(path_ids)).to_numpy()
        return PathTable(self.network, self.paths[kept].reset_index(drop=True), keep(self.walks, kept))

    def extended(self, more: PathTable) -> PathTable:
        """This table with the paths of another that it lacks; ids already given stay."""
        known = dict.fromkeys(self._keys())
        lacking = np.array([key not in known for key in more._keys()], dtype=bool)
        added = more.paths[lacking]
        paths = pd.concat([self.paths, added], ignore_index=True)
        paths["path"] = [*self.paths["path"], *_path_ids(paths)[len(self.paths) :]]
        return PathTable(self.network, paths, join([self.walks, keep(more.walks, lacking)]))

    def _keys(self) -> list[tuple[str, ...]]:
        """What makes a path the same path: its pair and its edges."""
        first = np.searchsorted(self.walks.owner, np.arange(1, len(self.paths)))
        runs = np.split(self.walks.edge, first)
        pairs = self.paths[PAIR].itertuples(index=False, name=None)
        return [(*pair, run.tobytes().hex()) for pair, run in zip(pairs, runs, strict=False)]


def find_paths(
    network: Network,
    pairs: pd.DataFrame,
    weights: PathWeights | None = None,
    *,
    without: frozenset[str] = frozenset(),
) -> PathTable:
    """Paths of each pair (origin_site, destination_site, goods_group) that can be joined.

    By road alone, with one stretch of rail, with one of conveyor or pipeline, and around limited links; none
    that another beats in every respect. Both sites the same: a path without length and cost. Nothing is
    looked for in the modes ``without``.
    """
    weights = weights or PathWeights()
    found = _chosen_by(network, pairs, weights, without)
    for other in weights.also:
        found = found.extended(_chosen_by(network, pairs, other, without))
    return found


def _chosen_by(
    network: Network, pairs: pd.DataFrame, weights: PathWeights, without: frozenset[str]
) -> PathTable:
    """The paths that one judge chooses."""
    wanted = pairs[PAIR].drop_duplicates().sort_values(PAIR, ignore_index=True)
    kinds: list[str] = []
    parts: list[Walks] = []
    for kind, walks in _searches(network, wanted, weights, without):
        kinds += [kind] * len(walks.pair)
        parts.append(walks)
    walks = join(parts)
    rank = np.array([KINDS.index(kind) for kind in kinds], dtype=np.int64)
    order = np.lexsort((rank, walks.pair))
    table = _table(network, wanted, reorder(walks, order), kinds=np.array(kinds, dtype=object)[order])
    best = _best(table, weights)
    if RAIL in without:
        return best
    services = _always_used(network, wanted, weights)
    return best.extended(services) if len(services.paths) else best


def _searches(
    network: Network, wanted: pd.DataFrame, weights: PathWeights, without: frozenset[str]
) -> Iterator[tuple[str, Walks]]:
    """Walks by kind; the pair of each is its row in ``wanted``."""
    here = np.flatnonzero((wanted["origin_site"] == wanted["destination_site"]).to_numpy()).astype(np.int64)
    empty = np.zeros(0, dtype=np.int64)
    yield OTHER, Walks(pair=here, owner=empty, edge=empty, freight=np.zeros(0))
    for task in tasks(network, wanted, weights):
        if task.mode in without:
            continue
        for walks in ways(task):
            yield _kind(task), task.numbered(walks)


def _always_used(network: Network, wanted: pd.DataFrame, weights: PathWeights) -> PathTable:
    """For each rail service that always runs, the paths through its two stations that are least dear."""
    services = [row for row in network.case.services.values() if row.rule == "always"]
    parts = [
        task.numbered(through(task, enter=row.from_place, leave=row.to_place))
        for row in services
        for task in tasks(network, wanted, weights)
        if (task.mode, task.group) == (RAIL, row.goods_group)
    ]
    tables = [
        _table(network, wanted, part, kinds=np.full(len(part.pair), RAIL, dtype=object)) for part in parts
    ]
    kept = join([keep(t.walks, _least(t, weights)) for t in tables])
    return _table(network, wanted, kept, kinds=np.full(len(kept.pair), RAIL, dtype=object))


def _least(table: PathTable, weights: PathWeights) -> Flags:
    order = np.argsort(_weight(table.paths, weights), kind="stable")
    chosen = np.zeros(len(order), dtype=bool)
    chosen[order[:PATHS_PER_SERVICE]] = True
    return chosen


def _kind(task: Task) -> str:
    return task.mode if task.mode in (ROAD, RAIL) else OTHER


def _table(network: Network, wanted: pd.DataFrame, walks: Walks, *, kinds: np.ndarray) -> PathTable:
    e = network.edges
    paths = wanted.iloc[walks.pair].reset_index(drop=True)
    paths["kind"] = kinds
    mode = e.mode[walks.edge]
    known = [(k, network.modes.index(k)) for k in (ROAD, RAIL) if k in network.modes]
    length = e.length_km[walks.edge]
    for name, number in known:
        paths[f"{name}_km"] = _per_path(walks, np.where(mode == number, length, 0.0))
    paths = paths.reindex(columns=[*PAIR, "kind", "road_km", "rail_km"], fill_value=0.0)
    paths["other_km"] = _per_path(walks, np.where(np.isin(mode, [n for _, n in known]), 0.0, length))
    paths["freight_cny_per_t"] = _per_path(walks, walks.freight)
    paths["handling_cny_per_t"] = _per_path(walks, e.handling_cny_per_t[walks.edge])
    paths["co2_kg_per_t"] = _per_path(walks, e.co2_kg_per_t[walks.edge])
    for name, stations in zip(("from_station", "to_station"), _stations(network, walks), strict=True):
        paths[name] = pd.Series(stations, dtype=object)
    paths.insert(0, "path", _path_ids(paths))
    return PathTable(network, paths, walks)


def _per_path(walks: Walks, values: Floats) -> Floats:
    return np.bincount(walks.owner, weights=values, minlength=len(walks.pair)).astype(np.float64)


def _stations(network: Network, walks: Walks) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last place on the rail stretch of each path, None without one."""
    e = network.edges
    rail = np.array(
        [mode == RAIL and place in network.case.places for place, mode in network.nodes], dtype=bool
    )
    place = np.array([name for name, _ in network.nodes], dtype=object)
    result = []
    for nodes, first in ((e.to_node[walks.edge], True), (e.from_node[walks.edge], False)):
        station = np.full(len(walks.pair), None, dtype=object)
        on_rail = np.flatnonzero(rail[nodes]) if len(nodes) else np.zeros(0, dtype=np.int64)
        ordered = on_rail[::-1] if first else on_rail
        station[walks.owner[ordered]] = place[nodes[ordered]]
        result.append(station)
    return result[0], result[1]


def _path_ids(paths: pd.DataFrame) -> list[str]:
    """Origin>destination:goods group:kind, numbered from the second of a kind on."""
    count = paths.groupby([*PAIR, "kind"], sort=False).cumcount()
    columns = (paths[name].tolist() for name in (*PAIR, "kind"))
    return [
        f"{origin}>{to}:{group}:{kind}{n + 1 if n else ''}"
        for origin, to, group, kind, n in zip(*columns, count.tolist(), strict=True)
    ]


def _best(table: PathTable, weights: PathWeights) -> PathTable:
    """Without the paths that another of the same pair beats; where trucks may be renewed all stay."""
    case, paths = table.network.case, table.paths
    if co2_counts(case):
        weights = replace(weights, co2_up_to=np.inf)
    measures = Measures(
        pair=table.walks.pair,
        is_road=(paths["kind"] == ROAD).to_numpy(),
        cost=_cost(paths),
        co2=_at_dearest_co2(paths, weights),
        road_km=paths["road_km"].to_numpy(),
        weight=_weight(paths, weights),
        limits=_limits(table),
    )
    asked = (
        weights.road_counts or rail_counts(case) or any(row.active for row in case.clean_transport.values())
    )
    renewed = {target for _, effect, target, _ in case.project_effects if effect in TRUCKS}
    kept = worth_keeping(measures, road_saving_counts=asked)
    kept |= paths["destination_site"].isin(renewed).to_numpy()
    paths = paths[kept].reset_index(drop=True)
    paths["path"] = _path_ids(paths)
    return PathTable(table.network, paths, keep(table.walks, kept))


def _cost(paths: pd.DataFrame) -> Floats:
    return (paths["freight_cny_per_t"] + paths["handling_cny_per_t"]).to_numpy(dtype=np.float64)


def _weight(paths: pd.DataFrame, weights: PathWeights) -> Floats:
    """What a path is judged by, CNY/t, without the prices of full links."""
    co2, road = (paths[name].to_numpy(dtype=np.float64) for name in ("co2_kg_per_t", "road_km"))
    return weights.cost * _cost(paths) + weights.co2 * co2 + weights.road_km * road


def _at_dearest_co2(paths: pd.DataFrame, weights: PathWeights) -> Floats:
    """What counts where CO2 is as dear as it may get: CO2 alone, or the cost with it."""
    co2 = paths["co2_kg_per_t"].to_numpy(dtype=np.float64)
    return co2 if np.isinf(weights.co2_up_to) else _cost(paths) + weights.co2_up_to * co2


def _limits(table: PathTable) -> list[frozenset[tuple[str, str]]]:
    """What may run full under each path: links and transfers with a capacity, rail services."""
    services: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for row in table.network.case.services.values():
        key = (row.from_place, row.to_place, row.goods_group)
        services.setdefault(key, []).append(("service", row.service))
    limits: dict[str, set[tuple[str, str]]] = {}
    for path, kind, name in table.limited.itertuples(index=False, name=None):
        limits.setdefault(path, set()).add((kind, name))
    rows = zip(
        *(table.paths[name].tolist() for name in ("path", "from_station", "to_station", "goods_group")),
        strict=True,
    )
    return [
        frozenset({*limits.get(path, ()), *services.get((a, b, group), ())}) for path, a, b, group in rows
    ]
