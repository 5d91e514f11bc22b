"""`kilnflow study` and `kilnflow run --aim front` as a user meets them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

import pandas as pd
import pytest

from optimizer.cli import main

STUDY = """
[study]
gap = 0.001
[[points]]
point = "stated"
[[points]]
point = "impossible"
bounds = ["cost<=1000"]
"""


class Kilnflow(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


@pytest.fixture
def kilnflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kilnflow:
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kilnflow", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig", dtype={"point": str})


def test_a_study_is_solved_told_and_goes_on_without_solving_again(kilnflow: Kilnflow, tmp_path: Path) -> None:
    """An infeasible point is a result, not the end; the second command finds both."""
    (tmp_path / "mine.toml").write_text(STUDY, encoding="utf-8")
    command = ("study", "hand", "mine.toml", "--out", "study", "--workers", "1")
    code, out, err = kilnflow(*command)
    assert (code, "1 with a plan, 1 infeasible" in out) == (0, True), err
    assert list(table(tmp_path / "study", "points")["status"]) == ["plan", "infeasible"]
    code, out, _ = kilnflow(*command)
    assert (code, "2 points were there already" in out) == (0, True)


def test_faults_of_a_study_are_told_and_nothing_is_written(kilnflow: Kilnflow, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(STUDY.replace("cost<=", "price<="), encoding="utf-8")
    code, out, err = kilnflow("study", "hand", "mine.toml", "--out", "study")
    assert (code, out) == (2, "")
    assert "mine.toml:8 bounds [gauge.unknown]" in err
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["study", "hand", "nothing.toml", "--out", "x"], "nothing.toml"),
        (["study", "nowhere", "hand", "--out", "x"], "nowhere"),
        (["study", "hand", "hand", "--out", "x", "--cluster", "somewhere"], "somewhere"),
        (["study", "hand", "hand", "--out", "."], "nothing was written"),
        (["run", "hand", "--aim", "front"], "--out"),
        (["run", "hand", "--aim", "front", "--out", "x", "--points", "1"], "--points"),
        (["run", "hand", "--aim", "front", "--out", "x", "--co2-cap", "3"], "--co2-cap"),
        (["run", "hand", "--points", "3"], "--points"),
    ],
)
def test_a_users_error_is_a_sentence_and_exit_2(
    arguments: list[str], word: str, kilnflow: Kilnflow, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    code, _, err = kilnflow(*arguments)
    assert code == 2
    assert word in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_the_short_form_solves_a_front(kilnflow: Kilnflow, tmp_path: Path) -> None:
    code, out, err = kilnflow("run", "hand", "--aim", "front", "--points", "3", "--out", "front")
    assert code == 0, err
    assert "5 with a plan" in out
    front = table(tmp_path / "front", "front")
    assert list(front["point"]) == ["1", "2", "3"]
    assert front["second_value"].is_monotonic_decreasing
    assert (front["first_value"] >= front["first_bound"] - 1.0).all()


@pytest.mark.slow
def test_the_example_of_the_library_is_solved_and_audited(kilnflow: Kilnflow, tmp_path: Path) -> None:
    """Three points, a grid of six, two fronts, five draws and the case as stated, which is solved once."""
    code, _, err = kilnflow("study", "hand", "hand", "--out", "study")
    assert code == 0, err
    points = table(tmp_path / "study", "points")
    assert set(points["status"]) == {"plan"}
    assert points["audit_findings"].sum() == 0
    counts = points.groupby("part")["point"].count()
    assert (counts["scenarios"], counts["coal and grid"], counts["draws"]) == (3, 6, 6)
    assert len(table(tmp_path / "study", "front")) == 5 + 3
    stated = points[points["point"].isin(["as stated", "stated"])]
    assert stated["key"].nunique() == 1
