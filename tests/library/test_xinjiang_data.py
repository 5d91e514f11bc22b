"""The shipped Xinjiang tables are what their derivation makes, and they hold what their sources report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases import Case, library_cases, load_case
from cases.calendar import run_dates
from cases.chemistry import carbonate_capacity, split_lime
from cases.derivation.xinjiang.build import LIBRARY, derive
from cases.derivation.xinjiang.cement import regional_cement
from cases.derivation.xinjiang.cut import cut
from cases.derivation.xinjiang.files import Tables, lines_of
from cases.derivation.xinjiang.share import identified_share
from cases.derivation.xinjiang.wastes import dropped
from cases.heat import reference_heat

BASE_HEAT = (0.85, 1.5)  # GJ/t, design page 4


@pytest.fixture(scope="module")
def derived() -> Tables:
    return derive()


@pytest.fixture(scope="module")
def xinjiang() -> Case:
    case = load_case("xinjiang").case
    assert case is not None
    return case


def rows_of(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        units = path.name not in {"case.csv", "factors.csv"}
        yield from ((path.name, row) for row in rows[units:])


@pytest.mark.parametrize("name", ["xinjiang", "mid"])
def test_the_derivation_makes_the_shipped_tables_byte_for_byte(name: str, derived: Tables) -> None:
    tables = derived if name == "xinjiang" else cut(derived)
    assert {path.stem for path in (LIBRARY / name).glob("*.csv")} == set(tables)
    for key, rows in tables.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(lines_of(key, rows))
        assert (LIBRARY / name / f"{key}.csv").read_bytes() == text.getvalue().encode(), key


@pytest.mark.parametrize("name", ["xinjiang", "mid"])
def test_every_row_says_where_it_comes_from_and_how_sure_it_is(name: str) -> None:
    bare = [
        (file, next(iter(row.values())))
        for file, row in rows_of(library_cases()[name].path)
        if not row["source"] or row["confidence"] not in {"reported", "derived", "assumed"}
    ]
    assert bare == []


@pytest.mark.parametrize("name", ["xinjiang", "mid"])
def test_the_case_has_no_errors(name: str) -> None:
    loaded = load_case(name)
    assert [f.code for f in loaded.findings if f.severity == "error"] == []


def test_the_identified_kilns_are_43_sites_with_52_lines_and_160400_tonnes_a_day(xinjiang: Case) -> None:
    kilns = xinjiang.kilns.values()
    assert len({kiln.site for kiln in kilns}) == 43
    assert sum(kiln.lines for kiln in kilns) == 52
    assert sum(kiln.lines * kiln.capacity for kiln in kilns) == 160_400


def test_demand_is_the_identified_share_of_the_cement_of_2022(xinjiang: Case) -> None:
    total = sum(row.demand for row in xinjiang.demand.values())
    assert regional_cement("2022") == pytest.approx(38_450)
    assert identified_share() == pytest.approx(160_400 * 310 / 73e6)
    assert total == pytest.approx(38_450 * 160_400 * 310 / 73e6, rel=1e-5)


def test_the_clinker_asked_for_fits_the_days_inside_the_stop_windows(xinjiang: Case) -> None:
    """At a clinker factor of 0.72 the kilns run 65-80 % of what the windows leave, 35-41 % of 310 days."""
    able = sum(
        kiln.lines * kiln.capacity * len(run_dates(xinjiang, kiln.area, "2022")) / 1000
        for kiln in xinjiang.kilns.values()
    )
    asked = 0.72 * sum(row.demand for row in xinjiang.demand.values())
    assert 0.65 < asked / able < 0.80
    assert 0.35 < asked / (160.4 * 310) < 0.41


def test_404_origin_rows_less_those_without_supply_are_in_the_case(xinjiang: Case) -> None:
    """18 rows give nothing; the slag of Tianye and of Toksun is two sources each."""
    assert len(dropped()) == 18
    fields = set(xinjiang.sources)
    assert not fields & set(dropped())
    by_product = [s for s in fields if xinjiang.sources[s].arising is not None and not s.startswith("CO_")]
    assert len(by_product) == 404 - 18 + 2


def test_captive_slag_may_be_burnt_whole_by_the_kiln_it_belongs_to(xinjiang: Case) -> None:
    """At most 0.86 t of dry slag per tonne of clinker made inside the windows."""
    captive: dict[str, float] = {}
    for source in xinjiang.sources.values():
        if source.captive_site is not None:
            captive[source.captive_site] = captive.get(source.captive_site, 0.0) + source.captive
    assert set(captive) == {"XJ07", "XJ08", "XJ09", "XJ14", "XJ16", "XJ17"}
    for site, amount in captive.items():
        kilns = [kiln for kiln in xinjiang.kilns.values() if kiln.site == site]
        clinker = sum(k.lines * k.capacity * len(run_dates(xinjiang, k.area, "2022")) / 1000 for k in kilns)
        assert amount <= 0.86 * clinker + 0.01


def test_the_base_heat_of_every_class_is_that_of_real_kilns(xinjiang: Case) -> None:
    for name in xinjiang.kiln_classes:
        assert BASE_HEAT[0] < reference_heat(xinjiang, name).base < BASE_HEAT[1], name


def test_carbide_slag_holds_its_lime_as_hydrate_and_little_carbonate(xinjiang: Case) -> None:
    lime = split_lime(xinjiang.analyses["carbide_slag"])
    assert lime.hydrate_cao == pytest.approx(0.557, abs=0.003)
    assert lime.carbonate_cao == pytest.approx(0.079, abs=0.003)


def test_no_analysis_has_more_carbonate_than_its_lime_and_magnesia_hold(xinjiang: Case) -> None:
    assert [a.analysis for a in xinjiang.analyses.values() if a.co2 > carbonate_capacity(a) + 1e-9] == []
