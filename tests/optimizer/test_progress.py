"""Progress: one plain line each ten seconds in a pipe, ASCII only."""

from __future__ import annotations

import io

from optimizer.outcome import Progress
from optimizer.progress import Plain, line


def test_a_line_says_best_bound_gap_and_time() -> None:
    text = line(Progress(seconds=3671.2, best=1234560.4, bound=1230000.0, gap=0.0037), target=0.005)
    assert text == "solve 1:01:11  best 1,234,560  bound 1,230,000  gap 0.37% (stops at 0.50%)"
    assert line(Progress(seconds=2)).isascii()
    assert "none yet" in line(Progress(seconds=2))


def test_plain_lines_come_each_ten_seconds() -> None:
    stream = io.StringIO()
    plain = Plain(stream)
    for tenth in range(1, 350):
        plain.solving(Progress(seconds=tenth / 10))
    assert [text[:13] for text in stream.getvalue().splitlines()] == [
        "solve 0:00:10",
        "solve 0:00:20",
        "solve 0:00:30",
    ]


def test_a_long_silence_is_followed_by_one_line() -> None:
    stream = io.StringIO()
    plain = Plain(stream)
    plain.solving(Progress(seconds=47.0))
    plain.solving(Progress(seconds=48.0))
    plain.solving(Progress(seconds=50.1))
    assert len(stream.getvalue().splitlines()) == 2
