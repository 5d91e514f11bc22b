"""Transport from depots to collection centres with rail lots as Kilnflow cases; source ``rail_lots``.

What stands for what:

- a depot is a source of one admixture with its stock; a collection centre is a grinding plant. The one
  product is half clinker, half admixture, so that 2 t of cement ask for 1 t hauled;
- where the published case demands tonnes by centre, the plants' capacities add up to the demand for cement,
  so that each must run full; where it demands a total only, every plant could grind it all;
- a road arc is a town that only its depot and its centre reach, a rail arc a pair of stations with sidings
  that only they reach, with a service of the least and greatest load. Rates are 1 a tonne-kilometre and the
  kilometres are the published costs a tonne;
- k$ and t are kCNY and kt. Clinker, fuel, cement, power and running cost nothing and are hauled for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.cases_in_code import CaseInCode, library_case

Arc = tuple[str, str]
SHARE = 50
"""Per cent of the cement that is admixture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """Stock by depot, demand in total and perhaps by centre, cost by arc, load of a rail arc."""

    stocks: Mapping[str, float]
    centres: tuple[str, ...]
    total: float
    by_centre: Mapping[str, float] | None = None
    road: Mapping[Arc, float]
    rail: Mapping[Arc, float]
    least: float = 10
    most: float = 50


GUERET = Lots(
    stocks={"d1": 50, "d2": 40, "d3": 35, "d4": 65},
    centres=("c1", "c2", "c3"),
    total=180,
    road={
        ("d1", "c1"): 12, ("d1", "c2"): 11, ("d2", "c2"): 14, ("d3", "c2"): 9, ("d3", "c3"): 5,
        ("d4", "c2"): 14, ("d4", "c3"): 14,
    },
    rail={("d2", "c2"): 12, ("d3", "c3"): 4, ("d4", "c2"): 11, ("d4", "c3"): 10},
)  # fmt: skip
WASTE_MANAGEMENT = Lots(
    stocks={"d1": 50, "d2": 30, "d3": 35, "d4": 65},
    centres=("c1", "c2", "c3"),
    total=180,
    by_centre={"c1": 30, "c2": 65, "c3": 85},
    road={
        ("d1", "c1"): 12, ("d1", "c2"): 11, ("d2", "c2"): 9, ("d2", "c3"): 5, ("d3", "c1"): 7,
        ("d3", "c3"): 9.5, ("d4", "c2"): 14, ("d4", "c3"): 14,
    },
    rail={("d2", "c3"): 4, ("d3", "c3"): 9, ("d4", "c2"): 11, ("d4", "c3"): 10},
)  # fmt: skip


def lots_case(lots: Lots, rule: str) -> CaseInCode:
    """The published case under a rule of rail services: ``always`` or ``if_used``."""
    case = library_case("hand")
    _works_for_nothing(case)
    _ground(case)
    _depots(case, lots)
    _centres(case, lots)
    for arc, cost in lots.road.items():
        _road(case, arc, cost)
    for arc, cost in lots.rail.items():
        _rail(case, arc, cost)
        case.add(
            "services", service="_".join(arc), from_place=_station(arc, 0), to_place=_station(arc, 1),
            goods_group="waste", minimum=lots.least, maximum=lots.most, rule=rule,
        )  # fmt: skip
    return case


def _works_for_nothing(case: CaseInCode) -> None:
    """One kiln that makes clinker and hauls it for nothing, with no limit but its capacity."""
    case.keep("kilns", lambda row: row["kiln"] == "kiln_east")
    case.set("kilns", "kiln_east", column="site", to="kiln_site")
    for column, value in (
        ("variable_cost", 0), ("start_cost", 0), ("whr_energy", 0), ("whr_loss", 0), ("min_load", 0),
        ("days_min", 0), ("feeder_minimum", 0),
    ):  # fmt: skip
        case.set_all("kiln_classes", column=column, to=value)
    case.keep("limits", lambda row: row["metric"] == "mgo")
    case.set("factors", "electricity_price", to=0)
    for column, value in (("strength_min", 0), ("so3_min", 0), ("loi_max", "")):
        case.set("products", "portland", column=column, to=value)
    case.replace(
        "recipes",
        [
            {"product": "portland", "range": name, "constituents": name, "lower": share, "upper": share}
            for name, share in (("clinker", 100 - SHARE), ("admixture", SHARE))
        ],
    )


def _ground(case: CaseInCode) -> None:
    """Everything but the waste lies at one site that a road of no cost joins to the centres."""
    for table in ("links", "transfers", "connections", "places"):
        case.replace(table, [])
    case.replace("sites", [{"site": "kiln_site", "lon": 88.0, "lat": 44.0}])
    case.replace("goods_groups", [{"goods_group": name} for name in ("waste", "works")])
    case.replace(
        "tariffs",
        [
            {"mode": mode, "goods_group": group, "base": 0, "rate": rate}
            for mode in ("road", "rail")
            for group, rate in (("waste", 1), ("works", 0))
        ],
    )
    case.set("case", "clinker_goods_group", to="works")
    case.set_all("products", column="goods_group", to="works")
    _place(case, "works_town", "town")
    _connect(case, "kiln_site", "works_town", "road", 1)
    case.set_all("materials", column="goods_group", to="works")
    for table in ("materials", "sources"):
        case.keep(table, lambda row: row["material"] in ("marl", "coal"))
    case.set_all("sources", column="site", to="kiln_site")
    case.set_all("sources", column="price", to=0)


def _depots(case: CaseInCode, lots: Lots) -> None:
    case.add("constituents", constituent="admixture")
    case.add(
        "materials", material="waste", waste="yes", bulk="no", raw="no", fuel="no", constituent="admixture",
        goods_group="waste", analysis="marl", moisture=0, permit="no",
    )  # fmt: skip
    for depot, stock in lots.stocks.items():
        case.add("sites", site=depot, lon=87.0, lat=44.0)
        case.add("sources", source_id=depot, site=depot, material="waste", arising=stock, price=0)


def _centres(case: CaseInCode, lots: Lots) -> None:
    """Plants whose capacity is their demand, or each the total; one market for all cement."""
    factor = 100 / SHARE
    plants = []
    for centre in lots.centres:
        case.add("sites", site=centre, lon=89.0, lat=44.0)
        _connect(case, centre, "works_town", "road", 1)
        capacity = factor * (lots.by_centre[centre] if lots.by_centre else lots.total)
        plants.append(
            {"plant": centre, "site": centre, "capacity": capacity, "variable_cost": 0, "base_energy": 0}
        )
    case.replace("plants", plants)
    case.set_all("markets", column="site", to="kiln_site")
    case.set("demand", "city_market+portland+year", column="demand", to=factor * lots.total)


def _road(case: CaseInCode, arc: Arc, cost: float) -> None:
    town = "town_" + "_".join(arc)
    _place(case, town, "town")
    for site in arc:
        _connect(case, site, town, "road", cost / 2)


def _rail(case: CaseInCode, arc: Arc, cost: float) -> None:
    for end, site in enumerate(arc):
        _place(case, _station(arc, end), "station")
        _connect(case, site, _station(arc, end), "rail", 0)
    case.add(
        "links", link="rail_" + "_".join(arc), from_place=_station(arc, 0), to_place=_station(arc, 1),
        mode="rail", length=cost,
    )  # fmt: skip


def _station(arc: Arc, end: int) -> str:
    return f"station_{arc[0]}_{arc[1]}_{'to' if end else 'from'}"


def _place(case: CaseInCode, place: str, kind: str) -> None:
    case.add("places", place=place, kind=kind, lon=88.0, lat=44.0)


def _connect(case: CaseInCode, site: str, place: str, mode: str, length: float) -> None:
    case.add("connections", connection=f"{site}_{place}", site=site, place=place, mode=mode, length=length)
