"""The audit accepts a plan worked out by hand and tells every way in which it can be broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.audit import AuditAim, AuditFinding, audit, sentence
from models.audit.codes import Code
from models.audit.text import catalogue
from tests.models.audit.capacity_mutations import CAPACITY
from tests.models.audit.mutations import KEPT, MUTATIONS, Break, Plan, cell, row, tiny
from tests.models.audit.mutations_flows import FLOWS
from tests.models.audit.mutations_projects import PROJECTS, RAISED
from tests.models.audit.tiny_plan import CO2, SYSTEM, UNMET, WASTE_PRICE

BROKEN = [*MUTATIONS, *FLOWS, *CAPACITY, *PROJECTS]


def findings_of(plan: Plan) -> list[AuditFinding]:
    return audit(plan.case, plan.tables, plan.totals, aim=plan.aim)


def test_the_plan_worked_out_by_hand_passes() -> None:
    assert findings_of(tiny()) == []


def test_own_power_is_computed_where_the_plan_does_not_tell_it() -> None:
    plan = tiny()
    plan.tables["kiln_running"] = plan.tables["kiln_running"].drop(columns="own_power_mwh")
    assert findings_of(plan) == []


@pytest.mark.parametrize("statement", KEPT)
def test_what_is_stated_of_today_and_held_is_no_finding(statement: Break) -> None:
    plan = tiny()
    statement(plan)
    assert findings_of(plan) == []


@pytest.mark.parametrize(("code", "subject", "broken"), BROKEN, ids=lambda x: x if isinstance(x, str) else "")
def test_a_broken_plan_is_told_with_its_code_subject_and_sentence(
    code: Code, subject: str, broken: Break
) -> None:
    plan = tiny()
    broken(plan)
    findings = findings_of(plan)
    assert (code, subject) in {(f.code, f.subject) for f in findings}
    assert not [f for f in findings if "{" in sentence(f, "en") + sentence(f, "zh")]


@pytest.mark.parametrize("raised", RAISED)
def test_a_limit_that_a_project_raises_is_judged_with_what_it_adds(raised: Break) -> None:
    plan = tiny()
    raised(plan)
    assert findings_of(plan) == []


def test_every_code_is_provoked() -> None:
    assert {code for code, _, _ in BROKEN} == set(Code)


def test_every_code_has_its_sentence_and_no_sentence_lacks_a_code() -> None:
    assert set(catalogue()) == set(Code)


def test_a_change_within_tolerance_is_not_told() -> None:
    """50 t of 100 000 t of cement is half a kilogram per tonne."""
    plan = tiny()
    cell("markets", 0, "delivered_t", 100_050.0)(plan)
    assert findings_of(plan) == []


@pytest.mark.parametrize(
    ("aim", "objective"),
    [
        (AuditAim(aim="priced", carbon_price=60.0), SYSTEM + UNMET + 60.0 * sum(CO2.values())),
        (AuditAim(aim="cost", road_preference=0.1), SYSTEM + UNMET + 0.1 * 11_397_000.0),
        (AuditAim(aim="co2"), sum(CO2.values()) + UNMET),
        (AuditAim(aim="cap", co2_cap_t=90_000.0), SYSTEM + UNMET),
    ],
)
def test_the_objective_is_money_preference_and_shadow_prices(aim: AuditAim, objective: float) -> None:
    plan = tiny()
    plan.aim = replace(aim, objective=objective)
    assert findings_of(plan) == []


def test_cement_money_counts_waste_prices_and_no_disposal() -> None:
    plan = tiny()
    categories = plan.totals["cost_by_category"]
    cost = SYSTEM + WASTE_PRICE - categories.pop("disposal")
    categories["waste_price"] = WASTE_PRICE
    plan.totals["cost"] = cost
    plan.aim = AuditAim(money="cement", objective=cost + UNMET)
    assert findings_of(plan) == []


def test_a_kiln_with_more_days_than_its_windows_may_take_all_the_year() -> None:
    """27 kt of slag in the year are enough when the kiln has 365 days, not when it stands in winter."""
    plan = tiny()
    row("sources", "own_slag", arising=37.0)(plan)
    row("kilns", "k1", days_max=365.0)(plan)
    assert Code.SUPPLY_DAYS not in {finding.code for finding in findings_of(plan)}
