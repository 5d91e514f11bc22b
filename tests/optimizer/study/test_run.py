"""A study in this process: what lands in the folder, and what the same command does again."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pandas as pd
import pytest

from optimizer.study.points import Status
from optimizer.study.progress import Tally
from optimizer.study.run import StudyOutcome, run_study
from tests.optimizer.study.parts import Listed, point, priced

CAP = point("no way", aim="cap", co2_cap=0.001)
WRONG = point("nonsense", aim="profit")
PLAN = point("cheapest", aim="cost")


def study(out: Path, *parts: Listed) -> StudyOutcome:
    return run_study("hand", parts, name="prices", out=out, workers=1)


def kept(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in (folder / "points").iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("study") / "out"
    study(out, Listed("prices", [[CAP, WRONG, PLAN]]))
    return out


def test_points_without_a_plan_are_recorded_and_do_not_stop_the_rest(folder: Path) -> None:
    points = pd.read_parquet(folder / "points.parquet").set_index("point")
    assert points["status"].to_dict() == {"no way": "infeasible", "nonsense": "failed", "cheapest": "plan"}
    assert "No plan can keep all limits" in points.loc["no way", "reason"]
    assert "profit" in points.loc["nonsense", "reason"]
    assert "没有方案能同时满足" in points.loc["no way", "reason_zh"]


def test_a_failed_point_says_how_it_is_solved_again_and_an_infeasible_one_does_not(folder: Path) -> None:
    points = pd.read_parquet(folder / "points.parquet").set_index("point")
    assert "--again" in points.loc["nonsense", "reason"]
    assert "--again" in points.loc["nonsense", "reason_zh"]
    assert "--again" not in points.loc["no way", "reason"]


def test_results_are_tidy_with_their_unit_and_the_bound_of_the_objective(folder: Path) -> None:
    results = pd.read_csv(folder / "results.csv", encoding="utf-8-sig")
    own = results[results["point"] == "cheapest"].set_index("indicator")
    assert own.index.is_unique
    assert own.loc["objective", "unit"] == own.loc["cost", "unit"] == "CNY"
    assert own.loc["objective", "bound"] == pytest.approx(own.loc["objective", "value"], rel=1e-6)
    assert own.loc["co2_t", "unit"] == "t"
    shares = own[own["unit"] == "%"]["value"]
    assert shares.loc["rail_share"] > 1.0  # told in per cent, not as a fraction
    assert own["unit"].notna().all()


def test_decisions_are_tidy(folder: Path) -> None:
    decisions = pd.read_parquet(folder / "decisions.parquet")
    assert list(decisions.columns) == ["part", "point", "decision", "id", "period", "value", "unit"]
    assert set(decisions["id"]) == {"kiln_east", "kiln_west"}


def test_summaries_of_parts_are_tables_of_their_own(folder: Path) -> None:
    assert pd.read_parquet(folder / "ends.parquet")["status"].tolist() == ["infeasible", "failed", "plan"]


def test_the_same_command_repeats_nothing(folder: Path) -> None:
    before = kept(folder)
    again = study(folder, Listed("prices", [[CAP, WRONG, PLAN]]))
    assert again.kept == 3
    assert again.ended == {}
    assert kept(folder) == before


def test_failed_points_are_solved_again_when_asked_and_no_other(folder: Path) -> None:
    before = kept(folder)
    again = run_study(
        "hand", [Listed("prices", [[CAP, WRONG, PLAN]])], name="prices", out=folder, workers=1, again=True
    )
    assert (again.kept, again.ended) == (2, {Status.FAILED: 1})
    assert len([name for name, file in kept(folder).items() if file == before[name]]) == 2


def test_a_study_that_grew_solves_what_is_new(folder: Path) -> None:
    before = kept(folder)
    again = study(folder, Listed("prices", [[CAP, WRONG, PLAN], [point("clean", aim="co2")]]))
    assert (again.kept, again.ended) == (3, {Status.PLAN: 1})
    assert before.items() <= kept(folder).items()


def test_inputs_are_told_point_by_point(tmp_path: Path) -> None:
    study(tmp_path, priced([10.0, 20.0]))
    inputs = pd.read_parquet(tmp_path / "inputs.parquet")
    assert dict(zip(inputs["point"], inputs["value"], strict=True)) == {"p10": 10.0, "p20": 20.0}
    results = pd.read_parquet(tmp_path / "results.parquet")
    assert set(results["inputs"]) == {"carbon_price=10.0", "carbon_price=20.0"}


def test_a_case_with_errors_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    ended = run_study("nowhere", [priced()], name="prices", out=tmp_path / "out", workers=1)
    assert [finding.code for finding in ended.findings.errors] == ["case_not_found"]
    assert not (tmp_path / "out").exists()


class StopAfter:
    """Asks to stop when so many points are done."""

    def __init__(self, count: int) -> None:
        self.stop, self._count = threading.Event(), count

    def show(self, tally: Tally) -> None:
        if tally.done >= self._count:
            self.stop.set()

    def close(self) -> None:
        pass


def test_a_stop_keeps_what_is_done_and_tells_what_is_left(tmp_path: Path) -> None:
    reporter = StopAfter(1)
    ended = run_study(
        "hand", [Listed("prices", [[CAP, WRONG, PLAN]])], name="prices", out=tmp_path, workers=1,
        reporter=reporter, stop=reporter.stop,
    )  # fmt: skip
    assert (sum(ended.ended.values()), ended.left) == (1, 2)
    assert len(kept(tmp_path)) == 1
    assert len(pd.read_parquet(tmp_path / "points.parquet")) == 1


def test_the_folder_says_what_was_asked_and_by_what(folder: Path) -> None:
    content = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    assert content["study"] == "prices"
    assert content["case"] == "hand"
    assert len(content["fingerprint"]) == 64
    assert "highspy" in content["versions"]
