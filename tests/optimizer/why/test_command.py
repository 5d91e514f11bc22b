"""`kilnflow explain`, and what `kilnflow run` says by itself when there is no plan."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Protocol

import pandas as pd
import pytest

from cases.convert import save_workbook
from optimizer.cli import main
from reports.folder import read_table
from tests.optimizer.why.broken_cases import BROKEN
from tests.optimizer.why.explaining import loaded

CHANGE = "limits.clinker+silica_modulus.lower=2.69"


class Command(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


@pytest.fixture
def kilnflow(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Exit code, standard output and standard error of the command in this process."""

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kilnflow", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(str(ended.value.code or 0)), said.out, said.err

    return command


def test_a_run_without_a_plan_tells_why_and_keeps_its_exit_code(kilnflow: Command, tmp_path: Path) -> None:
    code, out, _ = kilnflow("run", "hand", "--set", CHANGE, "--out", str(tmp_path / "run"))
    assert code == 3
    assert "Silica modulus must come down from 2.69 to 2.582 (limits.csv:4 lower" in out
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        "case", "run.json", "explanation.csv", "explanation.json"
    }  # fmt: skip


def test_a_run_with_a_plan_asks_for_no_reasons(kilnflow: Command) -> None:
    code, out, err = kilnflow("run", "hand", "--current", "none")
    assert code == 0
    assert "Looking for the reasons" not in out + err


def test_what_can_be_kept_has_nothing_to_explain(kilnflow: Command, tmp_path: Path) -> None:
    code, out, _ = kilnflow("explain", "hand", "--out", str(tmp_path / "why"))
    assert code == 0
    assert "there is nothing to explain" in out
    assert not (tmp_path / "why").exists()


def test_a_workbook_is_explained_by_sheet_and_cell(kilnflow: Command, tmp_path: Path) -> None:
    save_workbook(
        loaded(BROKEN["sm_too_high"].case(), tmp_path / "case"), tmp_path / "my.xlsx", language="en"
    )
    code, out, _ = kilnflow("explain", str(tmp_path / "my.xlsx"))
    assert code == 3
    assert "Silica modulus ≥ 2.69 (my.xlsx Limits!C5)" in out


def test_chinese_is_told_in_chinese(kilnflow: Command) -> None:
    _, out, _ = kilnflow("explain", "hand", "--set", CHANGE, "--language", "zh")
    assert "硅率SM须由 2.69 降至 2.582" in out
    assert "must" not in out


def test_json_and_table_hold_the_same_figures(kilnflow: Command, tmp_path: Path) -> None:
    _, out, _ = kilnflow("explain", "hand", "--set", CHANGE, "--json", "--out", str(tmp_path / "why"))
    told = json.loads(out)
    assert told == json.loads((tmp_path / "why" / "explanation.json").read_text(encoding="utf-8"))
    assert told["verdict"] == "infeasible"
    table: pd.DataFrame = read_table(tmp_path / "why" / "explanation.csv")
    gives = table[table["part"] == "gives"]
    assert gives["figure"].tolist() == pytest.approx([row["figure"] for row in told["gives"]])
    assert gives["cell"].str.startswith("limits.csv:4 lower").all()


def test_a_case_with_errors_is_not_explained(kilnflow: Command) -> None:
    code, _, err = kilnflow("explain", "hand", "--set", "demand.city_market+portland+year.demand=4000")
    assert code == 2
    assert "lower the demand" in err
