"""The line that tells how a study goes."""

from __future__ import annotations

import io

from optimizer.study.points import PointResult, Status
from optimizer.study.progress import Plain, Tally
from tests.optimizer.study.parts import plan, point


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def test_it_tells_count_rate_time_left_and_best() -> None:
    clock = Clock()
    tally = Tally(now=clock)
    tally.begin(kept=3, known=13)
    clock.time = 104.0  # the workers have come
    tally.solving()
    for seconds, objective in ((114.0, 5000.0), (124.0, 4000.0)):  # two in 20 s: 6 a minute, 8 left: 80 s
        clock.time = seconds
        tally.add(point(f"p{objective:g}", aim="cost"), plan(objective), known=13)
    assert tally.line() == (
        "study 0:00:24  5 of 13 points  3 kept  6.0 a minute  0:01:20 left  best cost 4,000 at prices/p4000"
    )


def test_the_best_is_among_points_of_one_aim() -> None:
    tally = Tally(now=Clock())
    tally.begin(kept=0, known=3)
    tally.add(point("dear", aim="cost"), plan(9000.0), known=3)
    tally.add(point("clean", aim="co2"), plan(10.0), known=3)
    tally.add(point("dearer", aim="cost"), plan(9500.0), known=3)
    assert tally.line().endswith("best cost 9,000 at prices/dear")


def test_points_without_a_plan_are_counted_by_how_they_ended() -> None:
    tally = Tally(now=Clock())
    tally.begin(kept=0, known=2)
    tally.add(point("a"), PointResult(status=Status.INFEASIBLE), known=2)
    tally.add(point("b"), PointResult(status=Status.FAILED), known=2)
    assert tally.line() == "study 0:00:00  2 of 2 points  1 infeasible  1 failed"


def test_points_asked_for_later_are_in_the_count() -> None:
    tally = Tally(now=Clock())
    tally.begin(kept=0, known=2)
    tally.add(point("a"), plan(), known=20)
    assert "1 of 20 points" in tally.line()


def test_a_pipe_gets_a_line_each_ten_seconds() -> None:
    clock, stream = Clock(), io.StringIO()
    tally, plain = Tally(now=clock), Plain(stream, clock)
    tally.begin(kept=0, known=2)
    for time in (101.0, 111.0, 115.0, 119.0, 122.0):
        clock.time = time
        plain.show(tally)
    assert [line[:13] for line in stream.getvalue().splitlines()] == ["study 0:00:11", "study 0:00:22"]
