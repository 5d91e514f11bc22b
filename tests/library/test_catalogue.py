"""The catalogue of projects of xinjiang-2030: at real sites, with what it costs and how sure that is."""

from __future__ import annotations

from collections import Counter

import pytest

from cases import Case, load_case

REGISTERED = 160_400  # t/d, the identified lines


@pytest.fixture(scope="module")
def case() -> Case:
    loaded = load_case("xinjiang-2030").case
    assert loaded is not None
    return loaded


def test_every_project_says_its_range_or_costs_nothing_to_build(case: Case) -> None:
    silent = [
        key for key, row in case.projects.items() if row.capital_cost and "capital" not in (row.note or "")
    ]
    assert silent == []


def test_every_project_has_an_effect(case: Case) -> None:
    with_effect = {project for project, *_ in case.project_effects}
    assert set(case.projects) == with_effect


def test_lines_to_be_built_stand_today_with_none(case: Case) -> None:
    built = {key for key, row in case.kilns.items() if row.lines == 0}
    assert built == {"XJ43_4500", "YH01_2000"}
    assert sum(row.lines * row.capacity for row in case.kilns.values()) == REGISTERED


def test_the_closures_on_offer_stand_behind_the_new_line_at_three_to_two(case: Case) -> None:
    """4,500 t/d ask for 6,750 t/d of other works; 2 x 1,500 + 4 x 2,500 = 13,000 t/d are on offer."""
    closing = [
        case.kilns[row.target].capacity * -row.amount
        for row in case.project_effects.values()
        if row.effect == "lines" and row.amount < 0
    ]
    assert sum(closing) == pytest.approx(13_000)


def test_every_kind_of_the_issue_is_on_offer(case: Case) -> None:
    kinds = Counter(row.kind for row in case.projects.values())
    assert set(kinds) >= {
        "new_line", "closure", "siding", "terminal", "conveyor", "rdf_line", "slag_line", "bypass",
        "waste_heat", "retrofit", "calcined_clay", "capture", "hydrogen", "electric_calciner", "green_power",
        "electric_trucks",
    }  # fmt: skip


def test_links_and_sidings_of_projects_are_used_by_no_one_else(case: Case) -> None:
    enabled = {row.target for row in case.project_effects.values() if row.effect in ("link", "connection")}
    planned = {key for key, row in case.links.items() if "Only with project" in (row.note or "")}
    planned |= {key for key, row in case.connections.items() if "Only with project" in (row.note or "")}
    assert planned == enabled
