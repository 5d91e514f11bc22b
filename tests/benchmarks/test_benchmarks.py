"""The benchmark runs and tells what it promises; how fast anything is, is read and never asserted."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.__main__ import TARGETS, main


@pytest.mark.slow
def test_the_benchmark_tells_size_times_and_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--case", "hand", "--seeds", "0", "1", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["case"] == "hand"
    assert {"read", "network", "build", "handover", "extract", "audit"} <= told["stages_s"].keys()
    assert {"current", "write"} <= told["with_today_and_documents_s"].keys()
    figures = {**told["model"], **told["time_s"], **told["answer"], **told["roads"]}
    assert figures.keys() >= TARGETS.keys()
    assert figures["inside_highs_s"] + figures["outside_highs_s"] == pytest.approx(figures["total_s"])
    assert [row["seed"] for row in told["seeds"]] == [1]


@pytest.mark.slow
def test_the_benchmark_prints_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--case", "hand"])
    assert "plain_rules_ratio" in capsys.readouterr().out
