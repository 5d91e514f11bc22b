"""The transport graph, its last miles, candidate pairs and checks on small worlds near the equator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from cases.case import Case
from cases.findings import Findings
from models.lastmile import great_circle_km, last_mile
from models.network import build_network, components
from models.network_check import check_network, check_pairs
from models.pairs import candidate_pairs, site_distances
from models.paths import find_paths
from tests.models.graph_in_code import KM_PER_DEGREE, at, graph_case

MODES = [{"mode": "road", "co2": 0.08}, {"mode": "rail", "co2": 0.01}]
TARIFFS = [{"mode": mode, "goods_group": "bulk", "base": 10.0, "rate": 0.5} for mode in ("road", "rail")]
TOWNS = [{"place": f"T{n}", "kind": "town", **at(100.0 * n)} for n in range(5)]
ROADS = [
    {"link": f"r{n}", "from_place": f"T{n}", "to_place": f"T{n + 1}", "mode": "road", "length": 110.0}
    for n in range(4)
]


NEAR = {"last_mile_road_km": 50.0}
"""Each site is joined to the town it lies in and to no other."""


def world(info: dict[str, Any] | None = None, **tables: Any) -> Case:
    """Five towns in a row, 100 km apart, 110 km by road."""
    base: dict[str, Any] = {"goods_groups": [{"goods_group": "bulk"}], "modes": MODES, "tariffs": TARIFFS}
    return graph_case(info, **({**base, "places": TOWNS, "links": ROADS} | tables))


def reach(case: Case, site: str) -> dict[str, float]:
    frame = last_mile(case)
    mine = frame[frame["site"] == site]
    return dict(zip(mine["to"], mine["length_km"].round(3), strict=True))


def test_a_degree_along_the_equator_or_a_meridian_is_111_km() -> None:
    """2 π · 6371.0088 / 360 = 111.195 km."""
    here = np.array([[0.0, 0.0]])
    there = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    assert great_circle_km(here, there)[0] == pytest.approx([KM_PER_DEGREE, KM_PER_DEGREE, 0.0], rel=1e-6)


def test_a_site_is_joined_to_the_three_nearest_towns_within_the_limit() -> None:
    """40 km east of T1: 60, 40, 140, 160 km from T2, T1, T0, T3, times 1.2; the limit is 150 km of road."""
    case = world({"detour_factor": 1.2}, sites=[{"site": "x", **at(140.0)}])
    assert reach(case, "x") == pytest.approx({"T1": 48.0, "T2": 72.0})
    wider = world({"detour_factor": 1.2, "last_mile_road_km": 400.0}, sites=[{"site": "x", **at(140.0)}])
    assert reach(wider, "x") == pytest.approx({"T1": 48.0, "T2": 72.0, "T0": 168.0})


def test_a_site_in_a_town_still_has_a_short_connection() -> None:
    assert reach(world(sites=[{"site": "x", **at(100.0)}]), "x")["T1"] == 0.3


def test_every_goods_group_gets_its_nearest_stations() -> None:
    """S1 is nearest but handles bulk only; with one station a site, powder is trucked on to S2."""
    stations = [{"place": f"S{n}", "kind": "station", **at(0.0, 10.0 * n)} for n in (1, 2, 3)]
    transfers = [
        {"transfer": f"t{n}", "place": f"S{n}", "from_mode": "road", "to_mode": "rail", "goods_groups": goods}
        for n, goods in ((1, ("bulk",)), (2, ("bulk", "powder")))
    ]
    case = world(
        {"stations_per_site": 1},
        goods_groups=[{"goods_group": "bulk"}, {"goods_group": "powder"}],
        places=[*TOWNS, *stations],
        transfers=transfers,
        sites=[{"site": "x", **at(0.0)}],
    )
    joined = last_mile(case)
    assert joined.loc[joined["role"] == "station", "to"].tolist() == ["S1", "S2"]


def test_stated_connections_replace_the_computed_ones_of_the_mode() -> None:
    stated = {"connection": "c", "site": "x", "place": "T3", "mode": "road", "length": 77.0}
    frame = last_mile(
        world(sites=[{"site": "x", **at(100.0)}, {"site": "y", **at(100.0)}], connections=[stated])
    )
    assert frame.loc[frame["site"] == "x", ["to", "length_km", "said"]].to_numpy().tolist() == [
        ["T3", 77.0, "stated"]
    ]
    assert "T1" in set(frame.loc[frame["site"] == "y", "to"])


def test_the_graph_has_links_both_ways_and_transfers_between_modes() -> None:
    """Capacity 100 kt a year of which 40 % are left for the case."""
    rail = {
        "link": "l",
        "from_place": "T0",
        "to_place": "T4",
        "mode": "rail",
        "length": 390.0,
        "capacity": 100.0,
    }
    transfer = {
        "transfer": "t",
        "place": "T0",
        "from_mode": "road",
        "to_mode": "rail",
        "cost": 12.0,
        "co2": 0.4,
    }
    graph = build_network(world(links=[rail | {"capacity_left": 40.0}], transfers=[transfer])).graph
    back = graph.edges[("T4", "rail"), ("T0", "rail"), ("link", "l")]
    assert (back["kind"], back["mode"], back["length_km"], back["capacity"]) == ("link", "rail", 390.0, 40.0)
    assert graph.edges[("T0", "rail"), ("T0", "road"), ("transfer", "t")]["mode"] == "road"
    assert graph.edges[("T0", "road"), ("T0", "rail"), ("transfer", "t")]["cost"] == 12.0


def test_distances_take_the_shortest_way_in_any_mode() -> None:
    """x at T0 and y at T4: 0.3 + 440 + 0.3 km by road, 0.3 + 390 + 0.3 km with the railway; z is cut off."""
    rail = {"link": "l", "from_place": "T0", "to_place": "T4", "mode": "rail", "length": 390.0}
    changes = [
        {"transfer": f"t{place}", "place": place, "from_mode": "road", "to_mode": "rail"}
        for place in ("T0", "T4")
    ]
    sites = [{"site": "x", **at(0.0)}, {"site": "y", **at(400.0)}, {"site": "z", **at(0.0, 900.0)}]
    by_road = site_distances(build_network(world(NEAR, sites=sites)), ["x", "z"], ["y", "x", "z"])
    assert by_road[0] == pytest.approx([440.6, 0.0, np.inf])
    assert by_road[1] == pytest.approx([np.inf, np.inf, 0.0])
    with_rail = build_network(world(NEAR, sites=sites, links=[*ROADS, rail], transfers=changes))
    assert site_distances(with_rail, ["x"], ["y"])[0] == pytest.approx([390.6])


def trading(**changed: Any) -> Case:
    """Slag at T0, T1 and T4, kilns at T1 (no permit) and T2 (permit), a mill at T2, a market at T3."""
    tables: dict[str, Any] = {
        "sites": [{"site": f"x{n}", **at(100.0 * n)} for n in range(5)],
        "materials": [{"material": "slag", "raw": True, "goods_group": "bulk"}],
        "sources": [
            {"source_id": f"s{n}", "site": f"x{n}", "material": "slag", "arising": 9.0} for n in (0, 1, 4)
        ],
        "kilns": [{"kiln": "k1", "site": "x1"}, {"kiln": "k2", "site": "x2", "coprocessing": True}],
        "plants": [{"plant": "p", "site": "x2", "capacity": 500.0}],
        "markets": [{"market": "m", "site": "x3"}],
        "products": [{"product": "c", "goods_group": "bulk"}],
        "demand": [{"market": "m", "product": "c", "period": "y", "demand": 100.0}],
    }
    return world(NEAR, **(tables | changed))


def kept(case: Case, kind: str = "material") -> list[tuple[str, str]]:
    frame = candidate_pairs(build_network(case), case).kept
    rows = frame.loc[frame["kind"] == kind, ["origin", "destination_site"]]
    return [(str(origin), str(site)) for origin, site in rows.to_numpy().tolist()]


def slag(**changed: Any) -> list[dict[str, Any]]:
    return [{"material": "slag", "raw": True, "goods_group": "bulk"} | changed]


def test_without_a_reach_every_user_is_a_candidate() -> None:
    case = trading()
    assert kept(case) == [(s, x) for s in ("s0", "s1", "s4") for x in ("x1", "x2")]
    assert kept(case, "clinker") == [("k1", "x2"), ("k2", "x2")]
    assert kept(case, "cement") == [("p", "x3")]


def test_the_reach_leaves_far_pairs_out_with_their_distance() -> None:
    """In km x0-x1 110.6, x0-x2 220.6, x1-x2 110.6, x4-x2 220.6, x4-x1 330.6: the last is beyond 300."""
    case = trading(materials=slag(reach_km=300.0))
    found = candidate_pairs(build_network(case), case)
    assert found.left_out[["origin", "destination_site"]].to_numpy().tolist() == [["s4", "x1"]]
    assert found.left_out["distance_km"].tolist() == pytest.approx([330.6])
    assert len(found.kept) == 5 + 2 + 1


def test_only_so_many_nearest_sources_are_kept_and_ties_stay_in() -> None:
    """x1: s1 on the spot. x2: s1 at 110.6 km; as second, s0 and s4 are both 220.6 km away and stay."""
    assert kept(trading(materials=slag(reach_nearest=1))) == [("s1", "x1"), ("s1", "x2")]
    assert kept(trading(materials=slag(reach_nearest=2))) == [
        ("s0", "x1"), ("s0", "x2"), ("s1", "x1"), ("s1", "x2"), ("s4", "x2")
    ]  # fmt: skip


def test_a_permit_keeps_material_from_kilns_without_it() -> None:
    assert {site for _, site in kept(trading(materials=slag(permit=True)))} == {"x2"}


def test_a_ceiling_of_nothing_keeps_material_from_a_kiln() -> None:
    dosing = [{"kiln_class": "", "material": "slag", "max_share": 0.0}]
    assert kept(trading(dosing=dosing)) == []


def test_a_constituent_goes_to_grinding_plants() -> None:
    assert {site for _, site in kept(trading(materials=slag(raw=False, constituent="slag")))} == {"x2"}


def test_what_is_wholly_captive_goes_to_its_own_user_only_and_at_any_distance() -> None:
    sources = [
        {
            "source_id": "s",
            "site": "x4",
            "material": "slag",
            "arising": 9.0,
            "captive": 9.0,
            "captive_site": "x1",
        }
    ]
    assert kept(trading(sources=sources, materials=slag(reach_km=10.0))) == [("s", "x1")]


def told(case: Case) -> dict[str, list[dict[str, object]]]:
    network, findings = build_network(case), Findings()
    check_network(network, case, findings)
    found = candidate_pairs(network, case)
    check_pairs(network, found, paths=find_paths(network, found.kept).paths, findings=findings)
    result: dict[str, list[dict[str, object]]] = {}
    for finding in findings:
        assert finding.sentence("en")
        assert finding.sentence("zh")
        result.setdefault(finding.code, []).append({"subject": finding.subject, **finding.parameters})
    return result


def test_a_sound_network_gives_no_findings() -> None:
    assert told(trading()) == {}


def test_a_site_far_from_every_town_is_told_with_the_nearest_one_and_its_tonnes() -> None:
    """x0 lies 200 km north of T0; nothing else stands within 50 km."""
    case = trading(sites=[{"site": f"x{n}", **at(100.0 * n, 200.0 * (n == 0))} for n in range(5)])
    assert list(told(case)) == ["unreachable_site"]
    (finding,) = told(case)["unreachable_site"]
    assert (finding["subject"], finding["nearest"], finding["stands"]) == ("x0", "T0", ["s0 9 kt/a"])
    assert finding["distance"] == pytest.approx(200.0, rel=1e-3)


def test_a_market_cut_off_is_told_as_a_part_and_as_a_pair() -> None:
    """Without the roads west of T2 and east of it, the market at T3 and T4 hangs apart from the mill."""
    sites = [{"site": f"x{n}", **at(100.0 * n)} for n in range(5)]
    case = graph_case(
        NEAR,
        goods_groups=[{"goods_group": "bulk"}],
        modes=MODES,
        tariffs=TARIFFS,
        places=TOWNS,
        links=[ROADS[0], ROADS[1], ROADS[3]],
        sites=sites,
        products=[{"product": "c", "goods_group": "bulk"}],
        plants=[{"plant": "p", "site": "x2", "capacity": 500.0}],
        markets=[{"market": "m", "site": "x3"}],
        demand=[{"market": "m", "product": "c", "period": "y", "demand": 100.0}],
    )
    findings = told(case)
    assert [f["stands"] for f in findings["network_in_parts"]] == [["m 100 kt/a"]]
    assert findings["pair_without_path"] == [
        {"subject": "p 500 kt/a", "destination": ["m 100 kt/a"], "goods_group": "bulk"}
    ]


def test_goods_without_any_tariff_are_told() -> None:
    products = [{"product": "c", "goods_group": "powder"}]
    findings = told(trading(products=products))
    assert [f["goods_group"] for f in findings["pair_without_path"]] == ["powder"]


def test_parts_are_ordered_by_size() -> None:
    parts = components(build_network(world(links=ROADS[:2])))
    assert [sorted(part) for part in parts] == [["T0", "T1", "T2"], ["T3"], ["T4"]]


def test_order_of_tables_changes_no_pair() -> None:
    tables = ("sites", "sources", "kilns", "plants")
    case = trading(materials=slag(reach_nearest=2))
    turned = trading(
        materials=slag(reach_nearest=2),
        sites=[{"site": f"x{n}", **at(100.0 * n)} for n in reversed(range(5))],
        kilns=[{"kiln": "k2", "site": "x2", "coprocessing": True}, {"kiln": "k1", "site": "x1"}],
    )
    assert all(getattr(case, name) == getattr(turned, name) for name in tables)
    pd.testing.assert_frame_equal(
        candidate_pairs(build_network(case), case).kept, candidate_pairs(build_network(turned), turned).kept
    )
