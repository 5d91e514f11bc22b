"""Small random cases: the hand case with other numbers, the same shape, from a seed."""

from __future__ import annotations

import random

from tests.cases_in_code import CaseInCode, library_case


def random_case(seed: int) -> CaseInCode:
    """A case that has a plan; two kilns of one to two lines, wet or dry slag, scarce or plentiful."""
    dice = random.Random(seed)
    case = library_case("hand")
    _works(case, dice)
    _transport(case, dice)
    _materials(case, dice)
    return case


def _between(dice: random.Random, low: float, high: float) -> float:
    """A number with few digits, so that a failing case can be read."""
    return float(f"{dice.uniform(low, high):.3g}")


def _works(case: CaseInCode, dice: random.Random) -> None:
    for kiln in ("kiln_west", "kiln_east"):
        case.set("kilns", kiln, column="lines", to=dice.choice((1, 2)))
        case.set("kilns", kiln, column="capacity", to=dice.choice((500, 800, 1000, 1500)))
    for column, low, high in (
        ("exhaust_heat", 0.15, 0.6), ("min_load", 50, 100), ("days_min", 0, 120), ("start_cost", 200, 9000),
        ("variable_cost", 10, 40), ("feeder_minimum", 0, 5), ("whr_loss", 0, 15), ("specific_heat", 3.0, 3.6),
        ("dust_loss", 0, 3), ("ash_retained", 90, 100), ("retention_so3", 70, 100),
    ):  # fmt: skip
        case.set_all("kiln_classes", column=column, to=_between(dice, low, high))
    case.set_all("kiln_classes", column="raw_feeders", to=dice.choice((1, 2, 2)))
    case.set_all("kiln_classes", column="feed_moisture_max", to=30)
    case.set_all("kiln_classes", column="gas_margin", to=50)
    most = sum(float(row["lines"]) * float(row["capacity"]) * 0.304 for row in case.rows("kilns"))
    case.set("demand", "city_market+portland+year", column="demand", to=_between(dice, 0.5, 0.95) * most)
    case.set_all("plants", column="capacity", to=5000)


def _transport(case: CaseInCode, dice: random.Random) -> None:
    case.set("links", "highway", column="length", to=_between(dice, 60, 400))
    case.set("links", "railway", column="length", to=_between(dice, 60, 400))
    for row in case.rows("tariffs"):
        rail = row["mode"] == "rail"
        row["base"] = str(_between(dice, 5, 25) if rail else _between(dice, 2, 10))
        row["rate"] = str(_between(dice, 0.05, 0.15) if rail else _between(dice, 0.2, 0.6))
    case.set_all("transfers", column="cost", to=_between(dice, 2, 15))


def _materials(case: CaseInCode, dice: random.Random) -> None:
    case.set("materials", "slag_cake", column="moisture", to=_between(dice, 4, 28))
    case.set("analyses", "slag_cake", column="cao", to=_between(dice, 53, 55))
    for source, low, high in (
        ("quarry_marl", 10, 60),
        ("works_slag_cake", -20, 40),
        ("works_coal", 300, 700),
    ):
        case.set("sources", source, column="price", to=_between(dice, low, high))
    case.set("sources", "works_slag_cake", column="arising", to=_between(dice, 60, 800))
    case.set("sources", "works_slag_cake", column="store", to=_between(dice, 0, 60))
    case.set("sources", "works_slag_cake", column="disposal_cost", to=_between(dice, 0, 30))
    case.set("sources", "works_gypsum", column="arising", to=150)
    case.set("limits", "clinker+kh", column="lower", to=_between(dice, 0.87, 0.9))
    case.set("limits", "clinker+kh", column="upper", to=0.96)
