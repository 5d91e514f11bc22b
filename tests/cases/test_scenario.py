"""Scenarios and single changes: made on the raw tables, checked like any other figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import Change, Findings, change_from_text, load_case
from tests.cases_in_code import CaseInCode, TableInCode, library_case


def with_scenario(*rows: tuple[str, str, str, str, str, str, str]) -> CaseInCode:
    case = library_case("hand")
    names = ["scenario", "change", "table", "row", "column", "action", "value"]
    case.tables["scenarios"] = TableInCode(names, {}, [dict(zip(names, row, strict=True)) for row in rows])
    return case


def parsed(text: str) -> Change | None:
    return change_from_text(text, Findings())


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("sources.works_coal.price=500", Change("sources", "works_coal", "price", "set", "500")),
        ("sources.*.price*=1.1", Change("sources", "*", "price", "multiply", "1.1")),
        ("limits.clinker+kh.upper = 0.94", Change("limits", "clinker+kh", "upper", "set", "0.94")),
        ("links.road 1.5.length=3 km", Change("links", "road 1.5", "length", "set", "3 km")),
        ("kilns.k.name=a=b", Change("kilns", "k", "name", "set", "a=b")),
    ],
)
def test_a_change_is_read_from_one_word(text: str, change: Change) -> None:
    assert parsed(text) == change


@pytest.mark.parametrize("text", ["", "price=3", "sources.price=3", "sources.a.price", ".a.b=3"])
def test_what_is_no_change_is_told(text: str) -> None:
    findings = Findings()
    assert change_from_text(text, findings) is None
    assert [f.code for f in findings] == ["bad_change"]


def test_scenarios_are_applied_in_the_order_asked_and_then_single_changes(tmp_path: Path) -> None:
    case = with_scenario(
        ("dear", "1", "sources", "works_coal", "price", "set", "500"),
        ("dearer", "1", "sources", "*", "price", "multiply", "2"),
    )
    folder = case.write(tmp_path / "case")
    both = load_case(folder, scenarios=["dear", "dearer"]).case
    other = load_case(folder, scenarios=["dearer", "dear"]).case
    last = load_case(
        folder, scenarios=["dearer"], changes=[Change("sources", "works_coal", "price", "multiply", "3")]
    ).case
    assert both is not None
    assert other is not None
    assert last is not None
    assert both.sources["works_coal"].price == 1000.0
    assert both.sources["quarry_marl"].price == 50.0
    assert other.sources["works_coal"].price == 500.0
    assert last.sources["works_coal"].price == pytest.approx(480 * 6)


def test_scenarios_that_are_not_asked_for_leave_the_case_and_its_fingerprint_alone(tmp_path: Path) -> None:
    folder = with_scenario(("dear", "1", "sources", "*", "price", "multiply", "2")).write(tmp_path / "case")
    plain, hand = load_case(folder).case, load_case("hand").case
    assert plain is not None
    assert hand is not None
    assert plain.fingerprint == hand.fingerprint


@pytest.mark.parametrize(
    ("value", "expected"), [("30", 30.0), ("3万t/a", 30.0), ("30000 t/a", 30.0), ("blank", None), ("", None)]
)
def test_a_value_may_carry_its_unit_and_a_blank_empties_the_cell(value: str, expected: float | None) -> None:
    case = load_case("hand", changes=[Change("links", "railway", "capacity", "set", value)]).case
    assert case is not None
    assert case.links["railway"].capacity == expected


def test_items_of_the_case_are_changed_by_their_value_even_where_the_default_held() -> None:
    changes = [
        Change("case", "carbon_price", "value", "set", "100"),
        Change("factors", "grid_co2", "value", "multiply", "0.5"),
    ]
    case = load_case("hand", changes=changes).case
    assert case is not None
    assert case.info.carbon_price == 100.0
    assert case.factors.grid_co2 == pytest.approx(0.27715)


def test_a_default_can_be_multiplied_and_an_empty_column_be_set() -> None:
    changes = [
        Change("kiln_classes", "*", "ash_retained", "multiply", "0.9"),
        Change("materials", "marl", "reach_km", "set", "80"),
    ]
    case = load_case("hand", changes=changes).case
    assert case is not None
    assert case.kiln_classes["dry_line"].ash_retained == 90.0
    assert case.materials["marl"].reach_km == 80.0


def test_multiplying_all_rows_leaves_unlimited_ones_unlimited() -> None:
    loaded = load_case("hand", changes=[Change("sources", "*", "arising", "multiply", "1.5")])
    assert loaded.case is not None
    assert loaded.case.sources["works_slag_cake"].arising == 300.0
    assert loaded.case.sources["quarry_marl"].arising is None


def test_a_changed_value_is_checked_again_and_tells_where_it_came_from(tmp_path: Path) -> None:
    folder = with_scenario(("wet", "m", "materials", "marl", "moisture", "set", "95")).write(
        tmp_path / "case"
    )
    findings = list(load_case(folder, scenarios=["wet"]).findings)
    assert [f.code for f in findings] == ["out_of_range"]
    assert str(findings[0].cell) == "materials.csv:3 moisture (wet/m)"
    dry = load_case(folder, changes=[Change("materials", "marl", "moisture", "set", "3")]).case
    assert dry is not None
    assert (
        str(dry.cell("materials", "marl", "moisture")) == "materials.csv:3 moisture (materials.marl.moisture)"
    )


def test_a_change_of_another_dimension_or_to_a_key_is_refused() -> None:
    bad_unit = load_case("hand", changes=[Change("links", "railway", "capacity", "set", "3 km")])
    bad_key = load_case("hand", changes=[Change("links", "railway", "link", "set", "x")])
    assert [f.code for f in bad_unit.findings] == ["unit_other_dimension"]
    assert [f.code for f in bad_key.findings] == ["unknown_change_column"]
