"""The cases of the region after 2022: what the derivation makes, and figures that must hold in them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

import pytest

from cases import Case, load_case
from cases.calendar import period_days, running_days, seasons
from cases.derivation.xinjiang.build import LIBRARY, derive
from cases.derivation.xinjiang.editions import LATER, Edition
from cases.derivation.xinjiang.files import lines_of

EDITIONS = pytest.mark.parametrize("edition", LATER, ids=lambda edition: edition.name)
SEASONS = {"2025_winter": 0.092, "2025_spring": 0.263, "2025_summer": 0.405, "2025_autumn": 0.24}
RUN_DAYS = {  # reference: plan of 2025-26, 365 less the days of its windows
    "urumqi_changji_shihezi": 154,
    "turpan": 154,
    "hami": 189,
    "ili_bortala": 138,
    "tacheng_altay": 169,
    "bayingolin_aksu": 154,
    "kizilsu_kashgar": 165,
    "hotan": 180,
}


@pytest.fixture(scope="module")
def case_2025() -> Case:
    case = load_case("xinjiang-2025").case
    assert case is not None
    return case


@pytest.fixture(scope="module")
def case_2030() -> Case:
    case = load_case("xinjiang-2030").case
    assert case is not None
    return case


@EDITIONS
def test_the_derivation_makes_the_shipped_tables_byte_for_byte(edition: Edition) -> None:
    tables = derive(edition)
    assert {path.stem for path in (LIBRARY / edition.name).glob("*.csv")} == set(tables)
    for key, rows in tables.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(lines_of(key, rows))
        assert (LIBRARY / edition.name / f"{key}.csv").read_bytes() == text.getvalue().encode(), key


@EDITIONS
def test_every_row_says_where_it_comes_from_and_how_sure_it_is(edition: Edition) -> None:
    bare = [
        (key, next(iter(row.values())))
        for key, rows in derive(edition).items()
        for row in rows
        if not row.get("source") or row.get("confidence") not in {"reported", "derived", "assumed"}
    ]
    assert bare == []


@EDITIONS
def test_nothing_is_found_but_what_nobody_measured(edition: Edition) -> None:
    assert {finding.code for finding in load_case(edition.name).findings} <= {"not_measured"}


@pytest.mark.parametrize("area", RUN_DAYS)
def test_the_seasons_of_2025_leave_the_days_of_the_published_plan(area: str, case_2025: Case) -> None:
    """Each window lies whole inside the year, so the seasons' days add up to 365 less the published stop."""
    kiln = next(row.kiln for row in case_2025.kilns.values() if row.area == area)
    assert sum(running_days(case_2025, kiln, period) for period in case_2025.periods) == RUN_DAYS[area]


def test_the_four_seasons_are_the_year(case_2025: Case) -> None:
    assert sum(period_days(case_2025, period) for period in case_2025.periods) == 365


def test_demand_of_2025_is_the_identified_share_of_twice_measured_halves(case_2025: Case) -> None:
    """19.46 Mt / 0.43 = 45.256 Mt; × 160,400 t/d × 310 d / 73 Mt = 0.68115 → 30,826 kt."""
    assert sum(row.demand for row in case_2025.demand.values()) == pytest.approx(30_826, abs=2)


@pytest.mark.parametrize("period", SEASONS)
def test_seasons_have_the_demand_of_their_months(period: str, case_2025: Case) -> None:
    """Winter 4.5 + 1.5 + 0.8 + 0.7 + 3.5·15/31 = 9.2 %; spring 3.5·16/31 + 10.5 + 14 = 26.3 %; and so on."""
    whole = sum(row.demand for row in case_2025.demand.values())
    part = sum(row.demand for row in case_2025.demand.values() if row.period == period)
    assert part / whole == pytest.approx(SEASONS[period], abs=5e-4)


def test_clinker_stores_hold_45_days_of_every_line(case_2025: Case) -> None:
    """160.4 kt a day · 45 d = 7,218 kt."""
    held = sum(row.capacity for row in case_2025.stores.values() if row.goods == "clinker")
    assert held == pytest.approx(7_218)


def test_demand_of_the_later_years_follows_the_path(case_2030: Case) -> None:
    asked: dict[int, float] = defaultdict(float)
    for row in case_2030.demand.values():
        asked[case_2030.periods[row.period].year] += row.demand
    assert asked[2030] / asked[2025] == pytest.approx(0.95, abs=1e-4)
    assert asked[2035] / asked[2025] == pytest.approx(0.85, abs=1e-4)


def test_three_years_have_two_seasons_each(case_2030: Case) -> None:
    assert {year: len(names) for year, names in seasons(case_2030).items()} == {2025: 2, 2030: 2, 2035: 2}
