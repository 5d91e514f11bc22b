"""Why not: the plan against one that must use something, or do without it, both solved."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import load_case
from optimizer.options import RunOptions
from optimizer.worth.question import Question, QuestionError
from optimizer.worth.whynot import Answer, why_not
from optimizer.worth.whynot_told import lines
from tests.cases_in_code import CaseInCode, library_case
from tests.solving import solve_once

CAKE = "works_slag_cake"
AMOUNT = 20_000.0
"""Tonnes, enough that a feeder of 5 kt a year may be used for it."""


def ask(question: Question, *, case: str | Path = "hand", quick: bool = False) -> Answer:
    loaded = load_case(case).case
    assert loaded is not None
    return why_not(loaded, question, RunOptions(gap=0.0, threads=1), quick=quick)


def test_what_is_used_is_worth_what_the_plan_without_it_costs_more(tmp_path: Path) -> None:
    answer = ask(Question(source=CAKE))
    without = library_case("hand")
    without.set("materials", "slag_cake", column="raw", to="no")
    costs = [solve_once(case).totals["cost"] for case in (without.write(tmp_path / "case"), "hand")]
    assert answer.is_used
    assert answer.extra == pytest.approx(costs[0] - costs[1], rel=1e-6)
    assert answer.open == pytest.approx(0.0, abs=100)


def dear_marl(price: float) -> CaseInCode:
    """The hand case with a second heap of the same marl at the quarry, at another price."""
    case = library_case("hand")
    case.add("sources", source_id="heap", site="quarry", material="marl", price=price)
    return case


def test_what_is_not_used_costs_more_by_its_price_and_enters_below_it(tmp_path: Path) -> None:
    """Marl of the quarry costs 25 CNY/t: a tonne of the same at 35 costs 10 more, at 24.9 it is used."""
    answer = ask(Question(source="heap"), case=dear_marl(35).write(tmp_path / "dear"))
    assert not answer.is_used
    assert answer.amount == pytest.approx(1_000)
    assert answer.extra == pytest.approx(10_000, abs=1)
    assert answer.fixed == pytest.approx(10_000, abs=1)
    flows = solve_once(dear_marl(24.9).write(tmp_path / "cheap")).tables["flows"]
    assert flows.loc[flows["origin"] == "heap", "wet_t"].sum() > 0


def test_a_small_change_is_seen_whole_and_near_alike() -> None:
    question = Question(source=CAKE, kiln="kiln_east", amount=AMOUNT)
    whole, near = ask(question), ask(question, quick=True)
    assert whole.extra is not None
    assert near.extra is not None
    assert near.extra >= whole.extra - 1.0
    assert near.open == float("inf")


def test_without_a_kiln_that_is_needed_there_is_no_plan() -> None:
    answer = ask(Question(kiln="kiln_west"))
    assert answer.extra is None
    case = load_case("hand").case
    assert case is not None
    told = lines(case, answer, "en")
    assert told[0] == "The plan uses West kiln: 1 line(s)."
    assert told[1].startswith("Without it no plan was found")
    assert lines(case, answer, "zh")[0] == "方案采用西窑：1 条线。"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question(kiln="kiln_wset"), "whynot.unknown"),
        (Question(), "whynot.one"),
        (Question(source=CAKE, service="x"), "whynot.one"),
        (Question(path="nowhere"), "whynot.no_way"),
        (Question(source=CAKE, amount=0), "whynot.amount"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(question: Question, code: str) -> None:
    with pytest.raises(QuestionError) as told:
        ask(question)
    assert told.value.code == code
