"""What is solved next, and who hears of it."""

from __future__ import annotations

from optimizer.study.walk import Walk
from tests.optimizer.study.parts import Listed, plan, point


def todo(walk: Walk) -> list[str]:
    """Names of all that can be solved now."""
    found = []
    while (asked := walk.next()) is not None:
        found.append(asked.point.point)
    return found


def key(walk: Walk, name: str) -> str:
    return next(asked.key for asked in walk.asked if asked.point.point == name)


def test_a_part_asks_for_its_next_batch_when_all_of_this_one_are_there() -> None:
    first, second = [point("a", aim="cost"), point("b", aim="co2")], [point("c", aim="cap", co2_cap=1.0)]
    part = Listed("prices", [first, second])
    walk = Walk([part], "case")
    assert todo(walk) == ["a", "b"]
    walk.land(key(walk, "b"), plan(2.0))
    assert todo(walk) == []
    walk.land(key(walk, "a"), plan(1.0))
    assert todo(walk) == ["c"]
    assert {name: result.objective for name, result in part.sent[0].items()} == {"a": 1.0, "b": 2.0}
    walk.land(key(walk, "c"), plan(3.0))
    assert not walk.waits


def test_parts_go_side_by_side() -> None:
    walk = Walk([Listed("one", [[point("a", aim="cost")]]), Listed("two", [[point("b", aim="co2")]])], "case")
    assert todo(walk) == ["a", "b"]


def test_what_two_parts_ask_for_is_solved_once_and_both_hear() -> None:
    one, two = Listed("one", [[point("a", "one")]]), Listed("two", [[point("other", "two")]])
    walk = Walk([one, two], "case")
    assert todo(walk) == ["a"]
    walk.land(key(walk, "a"), plan(7.0))
    assert [part.sent[0][name].objective for part, name in ((one, "a"), (two, "other"))] == [7.0, 7.0]


def test_what_is_known_is_not_asked_for_again_and_leads_on_to_the_next_batch() -> None:
    batches = [[point("a", aim="cost")], [point("b", aim="co2")]]
    before = Walk([Listed("prices", batches)], "case")
    known = {key(before, "a"): plan(1.0)}
    walk = Walk([Listed("prices", batches)], "case", known)
    assert todo(walk) == ["b"]
    assert [asked.point.point for asked in walk.asked] == ["a", "b"]


def test_a_result_of_another_case_is_not_taken() -> None:
    before = Walk([Listed("prices", [[point("a")]])], "case")
    walk = Walk([Listed("prices", [[point("a")]])], "another", {key(before, "a"): plan()})
    assert todo(walk) == ["a"]


def test_an_empty_batch_is_passed_over() -> None:
    walk = Walk([Listed("prices", [[], [point("a")], []])], "case")
    assert todo(walk) == ["a"]
    walk.land(key(walk, "a"), plan())
    assert not walk.waits
