"""Bars of a bridge: from 10 down by 3, up by 1, to 8."""

from __future__ import annotations

from reports.steps import Step, axis_start, steps

BARS = steps([10.0, -3.0, 1.0, 8.0])


def test_states_stand_on_the_axis() -> None:
    assert (BARS[0], BARS[-1]) == (Step(0.0, 10.0, "end"), Step(0.0, 8.0, "end"))


def test_levers_hang_where_the_one_before_ended() -> None:
    assert BARS[1:3] == [Step(7.0, 10.0, "less"), Step(7.0, 8.0, "more")]


def test_the_cut_axis_begins_below_the_lowest_level_at_a_round_figure() -> None:
    # lowest 7, highest 10: 7 - 0.15 · 3 = 6.55, down to 6 in steps of 1
    assert axis_start(BARS) == 6.0


def test_an_axis_with_a_negative_level_is_not_cut() -> None:
    assert axis_start(steps([1.0, -3.0, -2.0])) == -2.0
