"""The studies of the library: each is read for its case, and asks for every measure of that case."""

from __future__ import annotations

from pathlib import Path

import pytest

import cases
from cases.dictionary import read_rows
from cases.library import library_cases, library_studies
from optimizer.study.abatement import Curve
from optimizer.study.fields import study_tables
from optimizer.study.front import Front
from optimizer.study.points import Point
from optimizer.study.reading import Study, read_study
from optimizer.study.typed import typed
from tests.library.study_page import PAGE, page
from tests.optimizer.study.by_hand import led, plan

MEASURES = read_rows(Path(__file__).with_name("measures.csv"))
XINJIANG = ("xinjiang-2025", "xinjiang-2030")


def study(name: str) -> Study:
    raw = cases.read_case(name)
    case = cases.load_case(raw).case
    assert case is not None
    found = read_study(library_studies()[name], case, raw)
    assert found.study is not None, [finding.sentence() for finding in found.findings]
    return found.study


def first_points(name: str, part: str) -> list[Point]:
    known = {one.part: one for one in study(name).parts}
    return led(known[part], lambda _: plan(1.0, cost=1.0, co2_t=1.0, co2_total=1.0))[0][0]


def test_each_study_has_a_case_of_its_name() -> None:
    assert set(library_studies()) <= set(library_cases())


@pytest.mark.parametrize("name", XINJIANG)
def test_every_measure_is_solved_on_and_off(name: str) -> None:
    """As stated all are on; one point a scenario that switches a measure off."""
    wanted = {row["scenario"] for row in MEASURES if name in row["cases"].split(";")}
    points = first_points(name, "scenarios")
    assert points[0].scenarios == ()
    assert wanted <= {point.scenarios[0] for point in points[1:] if len(point.scenarios) == 1}


@pytest.mark.parametrize("name", XINJIANG)
def test_the_front_is_that_of_cost_and_co2_with_twenty_points(name: str) -> None:
    front = next(part for part in study(name).parts if isinstance(part, Front))
    assert (str(front.first), str(front.second), front.points) == ("cost", "co2_total", 20)


@pytest.mark.parametrize("name", XINJIANG)
def test_the_abatement_curve_begins_without_any_of_its_measures(name: str) -> None:
    curve = next(part for part in study(name).parts if isinstance(part, Curve))
    none, *alone = first_points(name, curve.part)
    assert len(none.scenarios) == len(curve.measures) == len(alone)
    assert len(curve.measures) >= 10


def test_the_example_shows_every_table_that_its_case_can_use() -> None:
    asked = set(study("hand").asked)
    assert asked == set(typed([], cases.Findings())) - {"curves", "measures"}
    assert asked < set(study_tables())


def test_the_page_of_studies_is_what_the_reader_takes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
