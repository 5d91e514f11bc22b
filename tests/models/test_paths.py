"""Paths on small graphs worked by hand: 100 km apart means 100 km on the road, the detour factor is 1."""

from __future__ import annotations

import time
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.case import Case
from models.network import build_network
from models.paths import PathTable, PathWeights, find_paths
from tests.models.graph_in_code import at, graph_case, pairs, with_rows

GROUPS = [{"goods_group": "bulk"}, {"goods_group": "powder"}]
MODES = [
    {"mode": "road", "co2": 0.08, "payload": 30.0},
    {"mode": "rail", "co2": 0.01, "payload": 60.0},
    {"mode": "conveyor", "co2": 0.002, "payload": 1.0},
]
TARIFFS = [
    {"mode": "road", "goods_group": "bulk", "base": 10.0, "rate": 0.5},
    {"mode": "rail", "goods_group": "bulk", "base": 15.0, "rate": 0.1},
    {"mode": "road", "goods_group": "powder", "base": 10.0, "rate": 0.5},
    {"mode": "rail", "goods_group": "powder", "base": 20.0, "rate": 0.2},
    {"mode": "conveyor", "goods_group": "bulk", "base": 1.0, "rate": 0.05},
]
"""CNY/t and CNY/(t·km)."""
PLACES = [
    {"place": "T1", "kind": "town", **at(0)},
    {"place": "T2", "kind": "town", **at(500)},
    {"place": "S1", "kind": "station", **at(0, 10)},
    {"place": "S2", "kind": "station", **at(500, 10)},
]
SITES = [{"site": "works", **at(0, -20)}, {"site": "kiln", **at(500, -30)}]
LINKS = [
    {"link": "highway", "from_place": "T1", "to_place": "T2", "mode": "road", "length": 520.0},
    {"link": "railway", "from_place": "S1", "to_place": "S2", "mode": "rail", "length": 510.0},
]
OLD_LINE = {"link": "old", "from_place": "S1", "to_place": "S2", "mode": "rail", "length": 700.0}
TRANSFERS = [
    {"transfer": "t1", "place": "S1", "from_mode": "road", "to_mode": "rail", "cost": 12.0, "co2": 0.4},
    {"transfer": "t2", "place": "S2", "from_mode": "road", "to_mode": "rail", "cost": 13.0, "co2": 0.6},
]
BULK = pairs(("works", "kiln", "bulk"))


def two_towns(info: dict[str, Any] | None = None, **changed: Any) -> Case:
    """Works and kiln 20-40 km from towns and stations; 520 km of road or 510 km of rail between."""
    tables: dict[str, Any] = {
        "goods_groups": GROUPS,
        "modes": MODES,
        "tariffs": TARIFFS,
        "places": PLACES,
        "sites": SITES,
        "links": LINKS,
        "transfers": TRANSFERS,
    }
    return graph_case(info, **(tables | changed))


def found(case: Case, wanted: pd.DataFrame = BULK, weights: PathWeights | None = None) -> PathTable:
    return find_paths(build_network(case), wanted, weights)


def path(table: PathTable, name: str) -> Any:
    return table.paths.set_index("path").loc[name]


def test_road_pays_its_base_once_and_its_rate_on_every_kilometre() -> None:
    """20 + 520 + 30 = 570 km; 10 + 0.5 · 570 = 295 CNY/t; 0.08 · 570 = 45.6 kg/t."""
    road = path(found(two_towns(transfers=[])), "works>kiln:bulk:road")
    assert road.road_km == pytest.approx(570.0, rel=1e-5)
    assert road.freight_cny_per_t == pytest.approx(295.0, rel=1e-5)
    assert road.handling_cny_per_t == 0.0
    assert road.co2_kg_per_t == pytest.approx(45.6, rel=1e-5)
    assert road.from_station is None


def test_rail_between_two_hauls_by_road_pays_the_road_base_on_each_of_them() -> None:
    """Truck 30 km to S1, rail 510 km, truck 40 km from S2.

    Freight (10 + 0.5 · 30) + (15 + 0.1 · 510) + (10 + 0.5 · 40) = 25 + 66 + 30 = 121 CNY/t;
    handling 12 + 13 = 25 CNY/t;
    CO2 0.08 · 70 + 0.01 · 510 + 0.4 + 0.6 = 11.7 kg/t.
    """
    rail = path(found(two_towns()), "works>kiln:bulk:rail")
    assert (rail.road_km, rail.rail_km) == pytest.approx((70.0, 510.0), rel=1e-5)
    assert rail.freight_cny_per_t == pytest.approx(121.0, rel=1e-5)
    assert rail.handling_cny_per_t == 25.0
    assert rail.co2_kg_per_t == pytest.approx(11.7, rel=1e-5)
    assert (rail.from_station, rail.to_station) == ("S1", "S2")


def test_steps_add_up_to_the_path_and_carry_the_base_on_the_first_haul() -> None:
    """Truck 25, loading 12, rail 66, unloading 13, truck 30 CNY/t."""
    table = found(two_towns())
    steps = table.steps_of(["works>kiln:bulk:rail"])
    assert steps["kind"].tolist() == ["connection", "transfer", "link", "transfer", "connection"]
    assert steps["mode"].tolist() == ["road", "rail", "rail", "road", "road"]
    assert steps["from_node"].tolist() == ["works", "S1", "S1", "S2", "S2"]
    assert steps["to_node"].tolist() == ["S1", "S1", "S2", "S2", "kiln"]
    assert steps["step"].tolist() == [1, 2, 3, 4, 5]
    assert steps["cost_cny_per_t"].to_numpy() == pytest.approx([25.0, 12.0, 66.0, 13.0, 30.0], rel=1e-5)
    totals = table.steps.groupby("path")[["cost_cny_per_t", "co2_kg_per_t"]].sum()
    paths = table.paths.set_index("path")
    cost = paths["freight_cny_per_t"] + paths["handling_cny_per_t"]
    assert totals["cost_cny_per_t"].to_dict() == pytest.approx(cost.to_dict())
    assert totals["co2_kg_per_t"].to_dict() == pytest.approx(paths["co2_kg_per_t"].to_dict())


def test_a_links_own_rate_and_emissions_replace_those_of_tariff_and_mode() -> None:
    """Rail 510 km at 0.2 in place of 0.1: 51 CNY/t more; at 0.03 kg in place of 0.01: 10.2 kg/t more."""
    dear = [LINKS[0], LINKS[1] | {"rate": 0.2, "co2": 0.03}]
    rail = path(found(two_towns(links=dear)), "works>kiln:bulk:rail")
    assert rail.freight_cny_per_t == pytest.approx(172.0, rel=1e-5)
    assert rail.co2_kg_per_t == pytest.approx(21.9, rel=1e-5)


def test_goods_that_a_terminal_does_not_handle_stay_on_the_road() -> None:
    case = two_towns(transfers=[TRANSFERS[0] | {"goods_groups": ("bulk",)}, TRANSFERS[1]])
    table = found(case, pairs(("works", "kiln", "bulk"), ("works", "kiln", "powder")))
    kinds = table.paths.groupby("goods_group")["kind"].agg(set).to_dict()
    assert kinds == {"bulk": {"rail"}, "powder": {"road"}}


def test_goods_without_a_tariff_may_not_use_the_mode_even_where_a_link_has_its_own_rate() -> None:
    case = two_towns(tariffs=TARIFFS[:1], links=[LINKS[0], LINKS[1] | {"rate": 0.1}])
    assert found(case).paths["kind"].tolist() == ["road"]


def test_a_full_link_leaves_a_way_around_it() -> None:
    """The railway takes 510 km and is limited; the old line, 700 km, is not: 0.1 · 190 = 19 CNY/t dearer."""
    case = two_towns(links=[LINKS[0], LINKS[1] | {"capacity": 100.0, "capacity_left": 50.0}, OLD_LINE])
    table = found(case)
    assert table.paths["path"].tolist() == ["works>kiln:bulk:rail", "works>kiln:bulk:rail2"]
    first, second = path(table, "works>kiln:bulk:rail"), path(table, "works>kiln:bulk:rail2")
    assert second.freight_cny_per_t - first.freight_cny_per_t == pytest.approx(19.0)
    assert table.limited.to_dict("records") == [
        {"path": "works>kiln:bulk:rail", "kind": "link", "id": "railway"}
    ]


def test_a_full_terminal_leaves_the_next_station() -> None:
    """S1 has a capacity; S3 stands 20 km farther along the road to the works and 10 km farther by rail."""
    s3 = {"place": "S3", "kind": "station", **at(0, -60)}
    spur = {"link": "spur", "from_place": "S3", "to_place": "S1", "mode": "rail", "length": 70.0}
    t3 = {"transfer": "t3", "place": "S3", "from_mode": "road", "to_mode": "rail", "cost": 12.0}
    case = two_towns(
        places=[*PLACES, s3],
        links=[*LINKS, spur],
        transfers=[TRANSFERS[0] | {"capacity": 50.0}, TRANSFERS[1], t3],
    )
    table = found(case)
    stations = table.paths.loc[table.paths["kind"] == "rail", "from_station"].tolist()
    assert stations == ["S1", "S3"]
    assert table.limited["id"].tolist() == ["t1"]


def test_a_siding_needs_neither_truck_nor_terminal() -> None:
    """Siding of 5 km to S1: freight 15 + 0.1 · 515 + (10 + 0.5 · 40) = 96.5 CNY/t, handling 13."""
    siding = {"connection": "siding", "site": "works", "place": "S1", "mode": "rail", "length": 5.0}
    rail = path(found(two_towns(connections=[siding])), "works>kiln:bulk:rail")
    assert (rail.road_km, rail.rail_km) == pytest.approx((40.0, 515.0), rel=1e-5)
    assert rail.freight_cny_per_t == pytest.approx(96.5, rel=1e-5)
    assert rail.handling_cny_per_t == 13.0
    assert (rail.from_station, rail.to_station) == ("S1", "S2")


def test_sidings_at_both_ends_leave_the_road_out() -> None:
    """15 + 0.1 · (5 + 510 + 3) = 66.8 CNY/t without handling; that beats the road in every respect."""
    sidings = [
        {"connection": "a", "site": "works", "place": "S1", "mode": "rail", "length": 5.0},
        {"connection": "b", "site": "kiln", "place": "S2", "mode": "rail", "length": 3.0},
    ]
    table = found(two_towns(connections=sidings))
    assert table.paths["path"].tolist() == ["works>kiln:bulk:rail"]
    assert path(table, "works>kiln:bulk:rail").freight_cny_per_t == pytest.approx(66.8)


def test_a_siding_with_a_transfer_at_the_site_pays_for_loading_there() -> None:
    """As above, with 4 CNY/t of loading at the works: handling 4 + 13 = 17, freight unchanged at 96.5."""
    siding = {"connection": "siding", "site": "works", "place": "S1", "mode": "rail", "length": 5.0}
    own = {
        "transfer": "own",
        "place": "works",
        "from_mode": "road",
        "to_mode": "rail",
        "cost": 4.0,
        "capacity": 9.0,
    }
    table = found(two_towns(connections=[siding], transfers=[*TRANSFERS, own]))
    rail = path(table, "works>kiln:bulk:rail")
    assert rail.handling_cny_per_t == 17.0
    assert rail.freight_cny_per_t == pytest.approx(96.5, rel=1e-5)
    assert table.limited["id"].tolist() == ["own"]


def test_a_conveyor_between_two_sites_is_a_path_of_its_own() -> None:
    """8 km: 1 + 0.05 · 8 = 1.4 CNY/t; powder has no conveyor tariff."""
    belt = {"link": "belt", "from_place": "works", "to_place": "kiln", "mode": "conveyor", "length": 8.0}
    table = found(two_towns(links=[*LINKS, belt | {"capacity": 80.0}]))
    other = path(table, "works>kiln:bulk:other")
    assert (other.other_km, other.road_km) == (8.0, 0.0)
    assert other.freight_cny_per_t == pytest.approx(1.4)
    assert table.paths["kind"].tolist() == ["rail", "other"]


def test_neighbours_are_joined_directly_and_not_through_a_town() -> None:
    """30 km between them against 60 + 60 km through the town: 10 + 0.5 · 30 = 25 CNY/t."""
    case = two_towns(
        sites=[{"site": "works", **at(0, -60)}, {"site": "kiln", **at(30, -60)}],
        sources=[{"source_id": "s", "site": "works", "material": "slag"}],
        kilns=[{"kiln": "k", "site": "kiln"}],
    )
    road = path(found(case), "works>kiln:bulk:road")
    assert road.road_km == pytest.approx(30.0, rel=1e-4)
    assert road.freight_cny_per_t == pytest.approx(25.0, rel=1e-4)


def test_a_haul_within_a_site_has_no_length_and_no_cost() -> None:
    table = found(two_towns(), pairs(("kiln", "kiln", "bulk")))
    here = path(table, "kiln>kiln:bulk:other")
    assert here[["road_km", "rail_km", "other_km", "freight_cny_per_t", "co2_kg_per_t"]].tolist() == [0.0] * 5
    assert table.steps.empty


def test_no_haul_passes_through_a_site_by_its_connections() -> None:
    """The middle site lies between two towns that no road joins: it is no bridge."""
    case = two_towns(
        links=[], sites=[*SITES, {"site": "middle", **at(120)}], places=[PLACES[0], PLACES[1] | at(240)]
    )
    assert found(case, pairs(("works", "kiln", "bulk"))).paths.empty


def test_rail_is_dropped_where_it_is_dearer_and_dirtier_unless_a_floor_asks_for_it() -> None:
    links = [LINKS[0], LINKS[1] | {"rate": 1.0, "co2": 0.2}]
    assert found(two_towns(links=links)).paths["kind"].tolist() == ["road"]
    asked = found(two_towns({"rail_share_floor": 20.0}, links=links))
    assert asked.paths["kind"].tolist() == ["road", "rail"]


def test_rail_stays_where_it_is_dearer_but_cleaner() -> None:
    links = [LINKS[0], LINKS[1] | {"rate": 1.0}]
    assert found(two_towns(links=links)).paths["kind"].tolist() == ["road", "rail"]


def test_rail_that_saves_co2_only_at_an_absurd_price_can_be_left_out() -> None:
    """Rail at 1.0 CNY/(t·km): 580 + 25 CNY/t and 11.7 kg/t against 295 and 45.6: 310 / 33.9 = 9.1 CNY/kg."""
    links = [LINKS[0], LINKS[1] | {"rate": 1.0}]
    assert found(two_towns(links=links), weights=PathWeights(co2_up_to=9.0)).paths["kind"].tolist() == [
        "road"
    ]
    both = found(two_towns(links=links), weights=PathWeights(co2_up_to=9.3)).paths["kind"].tolist()
    assert both == ["road", "rail"]


def test_a_road_ceiling_drops_long_hauls_and_finds_the_one_with_less_road() -> None:
    """570 km by road go; by rail 30 + 40 = 70 km of truck are within the ceiling."""
    table = found(two_towns({"road_ceiling_km": 100.0}))
    assert table.paths["kind"].tolist() == ["rail"]
    assert found(two_towns({"road_ceiling_km": 60.0})).paths.empty


def test_a_rail_service_keeps_the_road_beside_a_better_railway() -> None:
    """With a least volume one small flow may not go by rail, so the road is no longer beaten."""
    assert found(two_towns()).paths["kind"].tolist() == ["rail"]
    service = {
        "service": "block",
        "from_place": "S1",
        "to_place": "S2",
        "goods_group": "bulk",
        "minimum": 50.0,
    }
    assert found(two_towns(services=[service])).paths["kind"].tolist() == ["road", "rail"]


def test_a_service_that_always_runs_is_offered_a_path_though_another_is_better() -> None:
    """S3 lies 70 km of railway behind S1 and 40 km from the works, so nobody would load there unasked."""
    s3 = {"place": "S3", "kind": "station", **at(0, -60)}
    spur = {"link": "spur", "from_place": "S3", "to_place": "S1", "mode": "rail", "length": 70.0}
    t3 = {"transfer": "t3", "place": "S3", "from_mode": "road", "to_mode": "rail", "cost": 12.0}
    far: dict[str, Any] = {"places": [*PLACES, s3], "links": [*LINKS, spur], "transfers": [*TRANSFERS, t3]}
    service = {
        "service": "block",
        "from_place": "S3",
        "to_place": "S2",
        "goods_group": "bulk",
        "minimum": 50.0,
    }
    if_used = found(two_towns(services=[service | {"rule": "if_used"}], **far)).paths
    assert "S3" not in if_used["from_station"].tolist()
    always = found(two_towns(services=[service | {"rule": "always"}], **far)).paths
    assert always[["from_station", "to_station"]].to_numpy().tolist()[-1] == ["S3", "S2"]
    assert always["path"].is_unique


def test_prices_on_links_lead_around_them() -> None:
    """At 30 CNY/t on the railway the old line, 19 CNY/t dearer, is the cheapest; the table grows by it."""
    network = build_network(two_towns(links=[*LINKS, OLD_LINE]))
    table = find_paths(network, BULK)
    priced = find_paths(network, BULK, PathWeights(prices={("link", "railway"): 30.0}))
    longer = table.extended(priced)
    assert longer.paths["path"].tolist() == ["works>kiln:bulk:rail", "works>kiln:bulk:rail2"]
    assert longer.steps_of(["works>kiln:bulk:rail2"])["id"].tolist()[2] == "old"
    assert longer.extended(priced).paths["path"].tolist() == longer.paths["path"].tolist()


def test_weights_on_emissions_or_road_choose_another_way() -> None:
    """Two roads: 520 km, or 600 km with clean trucks (0.01 kg/(t·km)). 10 CNY/kg pays for 80 km more."""
    clean = {
        "link": "clean",
        "from_place": "T1",
        "to_place": "T2",
        "mode": "road",
        "length": 600.0,
        "co2": 0.01,
    }
    network = build_network(two_towns(links=[LINKS[0], clean], transfers=[]))
    assert find_paths(network, BULK).paths["road_km"].iloc[0] == pytest.approx(570.0, rel=1e-5)
    green = find_paths(network, BULK, PathWeights(co2=10.0))
    assert green.paths["road_km"].iloc[0] == pytest.approx(650.0, rel=1e-5)


def test_parallel_links_are_not_added_up() -> None:
    """Two highways of 520 km between the same towns cost as one: 295 CNY/t."""
    twin = LINKS[0] | {"link": "highway_b"}
    road = path(found(two_towns(links=[LINKS[0], twin], transfers=[])), "works>kiln:bulk:road")
    assert road.freight_cny_per_t == pytest.approx(295.0, rel=1e-5)


def test_renaming_places_and_reordering_tables_changes_nothing() -> None:
    def renamed(row: dict[str, Any]) -> dict[str, Any]:
        other = {"T1": "Z9", "T2": "A0", "S1": "m", "S2": "B", "works": "zz", "kiln": "aa"}
        ends = ("place", "site", "from_place", "to_place")
        return {k: other.get(v, v) if k in ends else v for k, v in row.items()}

    tables: dict[str, Any] = {"places": PLACES, "sites": SITES, "links": LINKS, "transfers": TRANSFERS}
    turned: dict[str, Any] = {k: [renamed(row) for row in reversed(rows)] for k, rows in tables.items()}
    changed = two_towns(**turned)
    columns = ["kind", "road_km", "rail_km", "freight_cny_per_t", "handling_cny_per_t", "co2_kg_per_t"]
    before = found(two_towns()).paths[columns]
    pd.testing.assert_frame_equal(before, found(changed, pairs(("zz", "aa", "bulk"))).paths[columns])


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_search_agrees_with_networkx(data: st.DataObject) -> None:
    """Random roads: the cheapest path is as long as what NetworkX finds."""
    towns = [f"P{n}" for n in range(data.draw(st.integers(2, 7)))]
    ends = st.tuples(st.sampled_from(towns), st.sampled_from(towns), st.floats(1.0, 300.0))
    drawn = data.draw(st.lists(ends, min_size=1, max_size=14))
    links = [
        {"link": f"l{n}", "from_place": a, "to_place": b, "mode": "road", "length": km}
        for n, (a, b, km) in enumerate(drawn)
        if a != b
    ]
    case = two_towns(
        places=[{"place": name, "kind": "town", **at(0)} for name in towns],
        links=links,
        transfers=[],
        connections=[
            {"connection": "c1", "site": "works", "place": towns[0], "mode": "road", "length": 7.0},
            {"connection": "c2", "site": "kiln", "place": towns[-1], "mode": "road", "length": 11.0},
        ],
    )
    network = build_network(case)
    paths = find_paths(network, BULK).paths
    try:
        km = nx.shortest_path_length(network.graph, ("works", "road"), ("kiln", "road"), weight="length_km")
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        assert paths.empty
    else:
        assert paths["road_km"].tolist() == pytest.approx([km])
        assert paths["freight_cny_per_t"].tolist() == pytest.approx([10.0 + 0.5 * km])


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_rail_search_agrees_with_all_simple_paths(data: st.DataObject) -> None:
    """Works near A and B, kiln near C and D, rail lines between them all: the least over the four choices.

    Bases 10 + 15 + 10, handling 9 + 9 CNY/t.
    """
    rail = {pair: data.draw(st.floats(5.0, 900.0)) for pair in ("AB", "AC", "AD", "BC", "BD", "CD")}
    truck = {end: data.draw(st.floats(1.0, 60.0)) for end in "ABCD"}
    case = two_towns(
        places=[{"place": name, "kind": "station", **at(0)} for name in "ABCD"],
        links=[
            {"link": ends, "from_place": ends[0], "to_place": ends[1], "mode": "rail", "length": km}
            for ends, km in rail.items()
        ],
        transfers=[
            {"transfer": p, "place": p, "from_mode": "rail", "to_mode": "road", "cost": 9.0} for p in "ABCD"
        ],
        connections=[
            {
                "connection": p,
                "site": "works" if p in "AB" else "kiln",
                "place": p,
                "mode": "road",
                "length": km,
            }
            for p, km in truck.items()
        ],
    )
    lines: nx.Graph[str] = nx.Graph()
    lines.add_weighted_edges_from((ends[0], ends[1], km) for ends, km in rail.items())
    by_rail = dict(nx.all_pairs_dijkstra_path_length(lines))
    best = min(53.0 + 0.5 * (truck[a] + truck[b]) + 0.1 * by_rail[a][b] for a in "AB" for b in "CD")
    paths = found(case).paths
    assert (paths["freight_cny_per_t"] + paths["handling_cny_per_t"]).tolist() == pytest.approx([best])


def test_five_thousand_pairs_on_a_regional_graph_take_little_time() -> None:
    """600 sites, 150 towns, 100 stations, 7 goods groups: 2.5 s is the most a run may spend."""
    side = range(12)
    towns = [{"place": f"t{x}_{y}", "kind": "town", **at(90.0 * x, 90.0 * y)} for x in side for y in side]
    stations = [{"place": f"s{n}", "kind": "station", **at(11.0 * n, 500.0)} for n in range(100)]
    roads = [
        (f"t{x}_{y}", f"t{x + a}_{y + b}")
        for x in side
        for y in side
        for a, b in ((0, 1), (1, 0))
        if x + a < 12 and y + b < 12
    ]
    rails = [(f"s{n}", f"s{n + 1}") for n in range(99)]
    links = [
        {"link": f"{a}-{b}", "from_place": a, "to_place": b, "mode": mode, "length": km, "capacity": cap}
        for mode, ends, km, cap in (("road", roads, 100.0, None), ("rail", rails, 12.0, 900.0))
        for a, b in ends
    ]
    sites = [{"site": f"x{n}", **at((n * 37) % 990, (n * 91) % 990)} for n in range(600)]
    groups = [f"g{n}" for n in range(7)]
    case = two_towns(
        places=towns + stations,
        sites=sites,
        links=links,
        goods_groups=[{"goods_group": g} for g in groups],
        tariffs=[t | {"goods_group": g} for t in TARIFFS[:2] for g in groups],
        transfers=[TRANSFERS[0] | {"transfer": f"t{n}", "place": f"s{n}"} for n in range(0, 100, 4)],
        sources=[{"source_id": f"q{n}", "site": f"x{n}"} for n in range(500)],
        kilns=[{"kiln": f"k{n}", "site": f"x{n}"} for n in range(500, 600)],
    )
    wanted = pairs(*((f"x{n % 500}", f"x{500 + (n * 7) % 100}", groups[n % 7]) for n in range(5000)))
    began = time.perf_counter()
    table = find_paths(build_network(case), wanted)
    assert len(table.paths) >= len(wanted.drop_duplicates())
    assert time.perf_counter() - began < 5.0


def test_paths_of_a_case_do_not_change_with_a_site_nobody_uses() -> None:
    case = two_towns()
    other = with_rows(case, "sites", [{"site": "idle", **at(3, 3)}])
    pd.testing.assert_frame_equal(found(case).paths, found(other).paths)
