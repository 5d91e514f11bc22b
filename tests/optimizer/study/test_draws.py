"""Monte Carlo draws: figures between their ends, one seed the same draws, the ranges of the case."""

from __future__ import annotations

import numpy as np
import pytest

import cases
from optimizer.study.common import Common
from optimizer.study.draws import Draws, Range, case_ranges
from optimizer.study.points import Point
from tests.optimizer.study.by_hand import led, plan, told


def ranged(row: str = "grid_co2", **more: object) -> Range:
    figures = {"low": 0.5, "likely": 0.6, "high": 0.9} | more
    return Range(table="factors", row=row, column="value", action="set", **figures)  # type: ignore[arg-type]


def draws(number: int, *ranges: Range, seed: int = 7) -> list[Point]:
    part = Draws(Common(part="draws"), number, seed, ranges or (ranged(),))
    return led(part, lambda _: plan(1.0))[0][0]


def figures(points: list[Point], cell: str = "factors.grid_co2.value") -> list[float]:
    return [float(point.inputs[cell]) for point in points[1:]]


def test_the_first_point_is_the_case_as_stated() -> None:
    first = draws(2)[0]
    assert (first.point, first.changes) == ("stated", ())


def test_a_draw_sets_the_figure_that_it_tells() -> None:
    point = draws(1)[1]
    assert float(point.changes[0].value) == point.inputs["factors.grid_co2.value"]


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    assert figures(draws(5)) == figures(draws(5))
    assert figures(draws(5)) != figures(draws(5, seed=8))


def test_more_draws_go_on_where_fewer_ended() -> None:
    assert figures(draws(8))[:5] == figures(draws(5))


def test_a_further_figure_leaves_the_draws_of_the_others_alone() -> None:
    assert figures(draws(5, ranged(), ranged("electricity_price"))) == figures(draws(5))


def test_figures_of_one_draw_are_not_the_same_number() -> None:
    points = draws(5, ranged(), ranged("electricity_price"))
    assert figures(points) != figures(points, "factors.electricity_price.value")


def test_the_median_of_a_triangle_by_hand() -> None:
    """0.5 to 0.9 with the peak at 0.6: a quarter is below 0.6; median 0.9 - √(0.5 × 0.4 × 0.3) = 0.65505."""
    assert ranged().at(0.25) == pytest.approx(0.6)
    assert ranged().at(0.5) == pytest.approx(0.9 - np.sqrt(0.06))
    assert (ranged().at(0.0), ranged().at(1.0)) == (0.5, 0.9)


def test_many_draws_have_the_mean_of_the_triangle() -> None:
    """(0.5 + 0.6 + 0.9) / 3 = 0.6667; its deviation 0.085 / √2000 = 0.0019."""
    found = figures(draws(2000))
    assert np.mean(found) == pytest.approx(2.0 / 3.0, abs=0.006)
    assert min(found) >= 0.5
    assert max(found) <= 0.9


def test_a_uniform_range_is_even() -> None:
    assert ranged(shape="uniform").at(0.25) == pytest.approx(0.6)


def test_every_figure_with_low_and_high_in_the_case_is_drawn() -> None:
    """As they stand on the sheet Factors: 0.5543 to 0.6231 kg/kWh, 0.35 to 0.50 CNY/kWh."""
    case = cases.load_case("xinjiang-2030").case
    assert case is not None
    found = {one.cell: (one.low, one.likely, one.high) for one in case_ranges(case, "triangular")}
    assert found["factors.grid_co2.value"] == (0.5543, 0.6231, 0.6231)
    assert found["factors.electricity_price.value"] == (0.35, 0.42, 0.5)


def test_the_spread_tells_quantiles_of_every_figure() -> None:
    part = Draws(Common(part="draws"), 5, 7, (ranged(),))
    _, results = led(part, lambda _: plan(1.0))
    for number, name in enumerate(["stated", "0001", "0002", "0003", "0004", "0005"]):
        results[name] = plan(1.0, cost=float(number))
    row = told(part, results, "draws").set_index("indicator").loc["cost"]
    assert (row["draws"], row["stated"], row["mean"], row["p50"], row["p25"]) == (5, 0.0, 3.0, 3.0, 2.0)
