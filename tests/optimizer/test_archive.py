"""The run folder: whole or not there, safe in a spreadsheet, never over something of the user's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cases
from cases.case import Case
from optimizer.archive import (
    FolderError,
    RunContent,
    check_folder,
    guarded,
    write_json,
    write_run,
    write_table,
)
from reports.folder import is_run


@pytest.fixture(scope="module")
def hand() -> Case:
    case = cases.load_case("hand").case
    assert case is not None
    return case


def content(case: Case, plan: dict[str, Any] | None = None) -> RunContent:
    flows = pd.DataFrame({"origin": ["a"], "wet_t": [1.5]})
    told = plan or {"schema_version": 1}
    return RunContent(
        case=case, tables={"flows": flows}, geometry={"sites": flows}, plan=lambda: told, run={"seed": 0}
    )


def test_a_run_is_written_whole_and_replaced(hand: Case, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "plan"
    write_run(folder, content(hand))
    assert is_run(folder)
    (folder / "left-over.txt").write_text("of the first run", encoding="utf-8")
    write_run(folder, content(hand, {"schema_version": 2}))
    assert json.loads((folder / "plan.json").read_text(encoding="utf-8")) == {"schema_version": 2}
    assert not (folder / "left-over.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["plan"]


def test_a_failing_write_leaves_the_earlier_run(hand: Case, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write_run(folder, content(hand))

    def fail() -> dict[str, Any]:
        raise RuntimeError("disk full")

    bad = content(hand)
    bad = RunContent(case=bad.case, tables=bad.tables, geometry=bad.geometry, plan=fail, run=bad.run)
    with pytest.raises(RuntimeError, match="disk full"):
        write_run(folder, bad)
    assert json.loads((folder / "plan.json").read_text(encoding="utf-8")) == {"schema_version": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_folder_of_the_users_is_refused(hand: Case, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(FolderError, match="foreign"):
        write_run(tmp_path, content(hand))
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FolderError, match="foreign"):
        check_folder(tmp_path)
    with pytest.raises(FolderError, match="file"):
        check_folder(tmp_path / "thesis.docx")
    assert (tmp_path / "thesis.docx").exists()


def test_an_empty_folder_is_fine(hand: Case, tmp_path: Path) -> None:
    write_run(tmp_path / "empty", content(hand))
    (tmp_path / "other").mkdir()
    write_run(tmp_path / "other", content(hand))
    assert is_run(tmp_path / "other")


def test_the_snapshot_reads_back_to_the_same_case(hand: Case, tmp_path: Path) -> None:
    write_run(tmp_path / "plan", content(hand))
    again = cases.load_case(tmp_path / "plan" / "case")
    assert not again.findings.errors
    assert again.case is not None
    assert again.case.fingerprint == hand.fingerprint
    assert {key: again.case.items[key] for key in hand.items} == dict(hand.items)
    assert again.case.kilns == hand.kilns


def test_the_snapshot_has_the_changes(tmp_path: Path) -> None:
    change = cases.Change("factors", "grid_co2", "value", "set", "0.61")
    changed = cases.load_case("hand", changes=[change]).case
    assert changed is not None
    write_run(tmp_path / "plan", content(changed))
    again = cases.load_case(tmp_path / "plan" / "case").case
    assert again is not None
    assert again.factors.grid_co2 == 0.61
    assert again.fingerprint == changed.fingerprint


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(cases.library_cases()))
def test_every_library_case_survives_its_snapshot(name: str, tmp_path: Path) -> None:
    loaded = cases.load_case(name)
    assert loaded.case is not None
    write_run(tmp_path / "plan", content(loaded.case))
    again = cases.load_case(tmp_path / "plan" / "case").case
    assert again is not None
    assert again.fingerprint == loaded.case.fingerprint


def test_text_that_looks_like_a_formula_is_guarded(tmp_path: Path) -> None:
    risky = ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "-5", "plain", None]
    table = pd.DataFrame({"=name": risky, "amount": [-1.5, 2, 3, 4, 5, 6, 7]})
    write_table(tmp_path / "t.csv", table)
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").splitlines()
    assert lines == [
        "'=name,amount",
        "'=1+1,-1.5",
        "'+cmd,2",
        "'-cmd,3",
        "'@SUM(A1),4",
        "-5,5",
        "plain,6",
        ",7",
    ]
    assert guarded(-3) == -3


def test_json_is_strict(tmp_path: Path) -> None:
    write_json(
        tmp_path / "x.json",
        {"gap": float("inf"), "n": pd.Series([1])[0], "path": Path("a"), "nan": float("nan")},
    )
    text = (tmp_path / "x.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"gap": None, "n": 1, "path": "a", "nan": None}
