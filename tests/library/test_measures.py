"""The page of measures says where each one is, and all that it names is there."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from cases import library_cases, load_case
from cases.dictionary import dictionary
from tests.library.measures import PAGE, Measure, measures, page

ROOT = PAGE.parents[2]
EVERY = pytest.mark.parametrize("measure", measures(), ids=lambda row: row.scenario)


def rows_of(case: str, table: str) -> list[dict[str, str]]:
    """Rows of a library table without its row of units; none where the case has no such table."""
    path = library_cases()[case].path / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows if dictionary()[table].layout == "items" else rows[1:]


def keys_of(case: str, table: str) -> set[str]:
    names = dictionary()[table].key_columns or ("item",)
    return {"+".join(row[name] for name in names) for row in rows_of(case, table)}


def known_symbols() -> set[str]:
    with (ROOT / "models" / "symbols.csv").open(encoding="utf-8", newline="") as file:
        return {row["symbol"] for row in csv.DictReader(file)}


def exhibits() -> set[str]:
    with (ROOT / "reports" / "labels" / "text.csv").open(encoding="utf-8", newline="") as file:
        titles = {row["key"] for row in csv.DictReader(file)}
    return {key.removesuffix(".title") for key in titles if key.endswith(".title")}


def missing_rows(measure: Measure) -> Iterator[str]:
    for table, key in measure.rows:
        if not any(key in keys_of(case, table) for case in measure.cases):
            yield f"{table}:{key}"


def test_the_page_is_what_its_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@EVERY
def test_every_row_of_the_case_is_there(measure: Measure) -> None:
    assert list(missing_rows(measure)) == []


@EVERY
def test_every_symbol_is_in_its_component_and_in_the_catalogue(measure: Measure) -> None:
    """Products of choice and flow are registered by their name without ``v_``."""
    astray = []
    for file, symbol in measure.model:
        text = (ROOT / file).read_text(encoding="utf-8")
        names = (f'"{symbol}"', f'"{symbol.removeprefix("v_")}"')
        if symbol not in known_symbols() or not any(name in text for name in names):
            astray.append((file, symbol))
    assert astray == []


@EVERY
def test_every_hand_checked_case_is_there(measure: Measure) -> None:
    astray = [
        f"{file}:{name}"
        for file, name in measure.checked
        if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert astray == []


@EVERY
def test_every_exhibit_has_its_title(measure: Measure) -> None:
    assert set(measure.report) <= exhibits()


@EVERY
def test_every_case_of_the_measure_has_the_scenario_that_switches_it_off(measure: Measure) -> None:
    without = [
        case
        for case in measure.cases
        if measure.scenario not in {row["scenario"] for row in rows_of(case, "scenarios")}
    ]
    assert without == []


@EVERY
def test_a_case_with_a_measure_switched_off_has_no_errors(measure: Measure) -> None:
    wrong = [
        finding.sentence()
        for case in measure.cases
        for finding in load_case(case, scenarios=(measure.scenario,)).findings
        if finding.severity == "error"
    ]
    assert wrong == []
