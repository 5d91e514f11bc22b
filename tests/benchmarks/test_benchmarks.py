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
def test_a_front_is_measured_on_both_roads_to_the_same_objectives(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--case", "hand", "--front", "3", "--gap", "0", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["plans"]["audit_findings"] == 0
    assert told["relaxation"]["all_to_first"] >= 1.0
    for road in ("relaxation", "plans"):
        assert told[road]["objectives_differ"] == pytest.approx(0.0, abs=1e-6)
        assert told[road]["warm_to_cold"] == pytest.approx(told[road]["warm_s"] / told[road]["cold_s"])


@pytest.mark.slow
def test_the_benchmark_prints_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--case", "hand"])
    assert "plain_rules_ratio" in capsys.readouterr().out
