"""The command as a user meets it: exit codes, errors on standard error, no traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd
import pytest

from optimizer.cli import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    returncode: int
    stdout: str
    stderr: str


class Kilnflow(Protocol):
    def __call__(self, *arguments: str) -> Ended: ...


@pytest.fixture
def kilnflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kilnflow:
    """The command inside this process: the same entry point without the seconds a fresh Python takes."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["kilnflow", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, said.out, said.err)

    return command


def process(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "optimizer.cli", *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def test_the_command_runs_from_any_folder(tmp_path: Path) -> None:
    done = process("run", "hand", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["audit"]["findings"] == []


def test_cases_are_listed(kilnflow: Kilnflow, tmp_path: Path) -> None:
    done = kilnflow("cases")
    assert done.returncode == 0
    assert {line.split()[0] for line in done.stdout.splitlines()} >= {"hand", "mid", "xinjiang"}


def test_help_has_examples(kilnflow: Kilnflow, tmp_path: Path) -> None:
    for arguments in (["--help"], ["run", "-h"], ["check", "--help"]):
        done = kilnflow(*arguments)
        assert done.returncode == 0
        assert done.stdout.isascii()
    assert "kilnflow run xinjiang --out plan" in kilnflow("run", "--help").stdout


def test_a_run_without_a_folder_says_that_nothing_is_kept(kilnflow: Kilnflow) -> None:
    done = kilnflow("run", "hand", "--current", "none")
    assert done.returncode == 0, done.stderr
    assert "Nothing was written: give --out FOLDER" in done.stdout


def test_hand_case_is_solved_audited_and_written(kilnflow: Kilnflow, tmp_path: Path) -> None:
    done = kilnflow("run", "hand", "--gap", "0", "--out", "plan", "--seed", "3")
    assert done.returncode == 0, done.stderr
    plan = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert plan["status"] == "optimal"
    assert plan["audit"]["findings"] == []
    total = plan["totals"]["plan"]
    assert sum(total["cost_by_category"].values()) == pytest.approx(total["cost"])
    assert sum(total["co2_by_scope"].values()) == pytest.approx(total["co2_t"])
    stages = [
        "read",
        "network",
        "build",
        "handover",
        "solve",
        "extract",
        "current",
        "worth",
        "audit",
        "write",
    ]
    assert list(plan["timings_s"]) == stages
    flows = pd.read_csv(tmp_path / "plan" / "tables" / "flows.csv", encoding="utf-8-sig")
    assert flows["wet_t"].sum() > 0
    written = json.loads((tmp_path / "plan" / "run.json").read_text(encoding="utf-8"))
    assert written["options"]["seed"] == 3
    assert len(written["case"]["fingerprint"]) == 64


def test_the_same_run_twice_writes_the_same_tables(kilnflow: Kilnflow, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert kilnflow("run", "hand", "--out", name).returncode == 0
    one, two = tmp_path / "one", tmp_path / "two"
    files = sorted(path.relative_to(one) for path in one.rglob("*.csv"))
    assert files == sorted(path.relative_to(two) for path in two.rglob("*.csv"))
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)
    assert (one / "run.json").read_bytes() == (two / "run.json").read_bytes()


def test_json_goes_to_standard_output(kilnflow: Kilnflow, tmp_path: Path) -> None:
    done = kilnflow("run", "hand", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["case"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "aim", [["cost"], ["co2"], ["priced", "--carbon-price", "100"], ["cap", "--co2-cap", "400"]]
)
def test_every_aim_gives_an_audited_plan(aim: list[str], kilnflow: Kilnflow, tmp_path: Path) -> None:
    for money in ("system", "cement"):
        done = kilnflow("run", "hand", "--aim", *aim, "--money", money, "--current", "none", "--json")
        assert done.returncode == 0, done.stderr


def test_a_change_is_in_the_snapshot(kilnflow: Kilnflow, tmp_path: Path) -> None:
    changed = kilnflow("run", "hand", "--set", "factors.grid_co2.value=0.9", "--out", "plan")
    assert changed.returncode == 0, changed.stderr
    checked = kilnflow("check", "plan/case", "--json")
    assert checked.returncode == 0
    assert "grid_co2,0.9," in (tmp_path / "plan" / "case" / "factors.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["run", "nowhere"], "nowhere"),
        (["run", "hand", "--set", "rubbish"], "rubbish"),
        (["run", "hand", "--set", "factors.grid_co3.value=1"], "grid_co2"),
        (["run", "hand", "--scenario", "war"], "war"),
        (["run", "hand", "--aim", "profit"], "profit"),
        (["run", "hand", "--aim", "cap"], "--co2-cap"),
        (["run", "hand", "--gap", "-1"], "--gap"),
        (["run", "hand", "--bogus"], "--bogus"),
        (["run", "hand", "--out", "."], "nothing was written"),
        (["check", "nowhere"], "nowhere"),
    ],
)
def test_a_users_error_is_a_sentence_and_exit_2(
    arguments: list[str], word: str, kilnflow: Kilnflow, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = kilnflow(*arguments)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_infeasible_case_is_exit_3(kilnflow: Kilnflow, tmp_path: Path) -> None:
    done = kilnflow("run", "hand", "--aim", "cap", "--co2-cap", "0.001", "--out", "plan")
    assert done.returncode == 3
    assert "No plan" in done.stderr
    assert not (tmp_path / "plan" / "plan.json").exists()
    assert (tmp_path / "plan" / "explanation.csv").exists()


def test_something_unexpected_is_one_sentence_with_a_log(
    kilnflow: Kilnflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr("optimizer.run.run_case", fail)
    done = kilnflow("run", "hand")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "ZeroDivisionError" in (tmp_path / "kilnflow-error.log").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
@pytest.mark.parametrize("interrupts", [1, 2])
def test_ctrl_c_keeps_the_best_plan_and_twice_ends(interrupts: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "optimizer.cli", "run", "xinjiang", "--gap", "0", "--out", "plan"]
    solving = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    with solving:
        assert solving.stderr is not None
        for line in solving.stderr:  # one line each ten seconds
            if line.startswith("solve") and "best none yet" not in line:
                break
        for _ in range(interrupts):
            solving.send_signal(signal.SIGINT)
            time.sleep(0.2)
        said = solving.stderr.read()
    assert "Traceback" not in said
    if interrupts == 1:
        assert solving.returncode == 0, said
        plan = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
        assert plan["status"] == "stopped_by_user"
        assert plan["gap"] > 0
    else:
        assert solving.returncode == 4
        assert not (tmp_path / "plan").exists()


def test_two_runs_are_compared_and_the_differences_written(kilnflow: Kilnflow, tmp_path: Path) -> None:
    kilnflow("run", "hand", "--current", "none", "--out", "plan")
    kilnflow("run", "hand", "--current", "none", "--aim", "co2", "--out", "greener")
    done = kilnflow("compare", "plan", "greener", "--out", "differences")
    assert done.returncode == 0, done.stderr
    options = pd.read_csv(tmp_path / "differences" / "options.csv", encoding="utf-8-sig")
    assert options["option"].tolist() == ["aim"]


def test_a_folder_that_is_no_run_is_told_in_one_sentence(kilnflow: Kilnflow, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = kilnflow("compare", "empty", "empty")
    assert done.returncode == 2
    assert done.stderr.startswith("The folder empty is not a run")
