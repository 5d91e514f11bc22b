"""The folder of a study: whole files only, its own study only, nothing of the user's touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from optimizer.study.folder import StudyFolder, StudyFolderError
from optimizer.study.points import PointResult, Status
from optimizer.study.reasons import Reason
from tests.optimizer.study.parts import plan, point

CONTENT: dict[str, Any] = {"study": "prices", "case": "hand", "fingerprint": "f" * 64, "asked": {"a": 1}}


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_result_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    folder = StudyFolder.open(tmp_path / "study", CONTENT)
    result = plan(
        12.5,
        totals={"cost": 1.0, "rail_share": 0.3},
        decisions=[{"decision": "line_days", "id": "k", "period": "y", "value": 3.0, "unit": "d"}],
        audit=["Not so."],
        worker="host:1",
    )
    folder.land("abc", point("a", aim="co2"), result)
    assert StudyFolder.open(tmp_path / "study", CONTENT).known() == {"abc": result}
    asked = json.loads((tmp_path / "study" / "points" / "abc.json").read_text(encoding="utf-8"))["asked"]
    assert asked["options"] == {"gap": 0.0, "aim": "co2"}


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.FAILED])
def test_a_point_without_a_plan_is_known_with_its_reason(status: Status, tmp_path: Path) -> None:
    folder = StudyFolder.open(tmp_path, CONTENT)
    reason = Reason.of("cli.ended.infeasible", reason="c_demand[all]")
    folder.land("abc", point("a"), PointResult(status=status, reason=reason))
    assert folder.known()["abc"].reason == reason


def test_a_point_that_failed_is_to_be_solved_again_when_asked(tmp_path: Path) -> None:
    folder = StudyFolder.open(tmp_path, CONTENT)
    for status in (Status.INFEASIBLE, Status.FAILED):
        folder.land(status.value, point("a"), PointResult(status=status))
    assert set(folder.known(failed=False)) == {"infeasible"}


def test_a_stopped_point_is_to_be_solved_again(tmp_path: Path) -> None:
    folder = StudyFolder.open(tmp_path, CONTENT)
    folder.land("abc", point("a"), PointResult(status=Status.STOPPED))
    assert folder.known() == {}


def test_a_draft_that_a_kill_left_behind_is_no_result(tmp_path: Path) -> None:
    folder = StudyFolder.open(tmp_path, CONTENT)
    folder.land("abc", point("a"), plan())
    (tmp_path / "points" / ".def.json.4711").write_text('{"key": "def", "res', encoding="utf-8")
    assert set(folder.known()) == {"abc"}


def test_a_kill_before_the_first_file_stands_leaves_a_folder_that_can_be_used(tmp_path: Path) -> None:
    (tmp_path / ".study.json.4711").write_text('{"for', encoding="utf-8")
    assert StudyFolder.open(tmp_path, CONTENT).known() == {}


@pytest.mark.parametrize("other", [{"study": "front"}, {"case": "mid"}, {"fingerprint": "0" * 64}])
def test_the_folder_of_another_study_is_refused_untouched(other: dict[str, str], tmp_path: Path) -> None:
    StudyFolder.open(tmp_path, CONTENT)
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in files(tmp_path)}
    with pytest.raises(StudyFolderError) as refused:
        StudyFolder.open(tmp_path, {**CONTENT, **other})
    assert refused.value.code == "study.folder.other"
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in files(tmp_path)} == before


def test_a_study_may_grow_in_its_folder(tmp_path: Path) -> None:
    StudyFolder.open(tmp_path, CONTENT).land("abc", point("a"), plan())
    grown = StudyFolder.open(tmp_path, {**CONTENT, "asked": {"a": 1, "b": 2}})
    assert set(grown.known()) == {"abc"}
    assert json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))["asked"] == {"a": 1, "b": 2}


def test_a_folder_of_the_users_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(StudyFolderError, match="foreign"):
        StudyFolder.open(tmp_path, CONTENT)
    (tmp_path / "study.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StudyFolderError, match="foreign"):
        StudyFolder.open(tmp_path, CONTENT)
    assert files(tmp_path) == ["study.json", "thesis.docx"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "study").write_text("mine", encoding="utf-8")
    with pytest.raises(StudyFolderError, match="file"):
        StudyFolder.open(tmp_path / "study", CONTENT)


def test_files_of_the_users_stay_beside_the_study(tmp_path: Path) -> None:
    folder = StudyFolder.open(tmp_path, CONTENT)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    StudyFolder.open(tmp_path, CONTENT)
    folder.write_tables({"results": pd.DataFrame({"part": ["a"]})})
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_broken_result_is_told_with_its_file(tmp_path: Path) -> None:
    folder = StudyFolder.open(tmp_path, CONTENT)
    (tmp_path / "points" / "abc.json").write_text("{", encoding="utf-8")
    with pytest.raises(StudyFolderError) as refused:
        folder.known()
    assert refused.value.parameters["file"] == tmp_path / "points" / "abc.json"


def test_tables_are_replaced_whole_and_say_the_same_in_both_forms(tmp_path: Path) -> None:
    folder = StudyFolder.open(tmp_path, CONTENT)
    for rows in (3, 1):
        folder.write_tables({"results": pd.DataFrame({"part": ["=1+1"] * rows, "value": [0.1] * rows})})
    parquet = pd.read_parquet(tmp_path / "results.parquet")
    text = pd.read_csv(tmp_path / "results.csv", encoding="utf-8-sig")
    assert parquet["value"].tolist() == text["value"].tolist() == [0.1]
    assert parquet["part"].tolist() == ["=1+1"]
    assert text["part"].tolist() == ["'=1+1"]
    assert files(tmp_path) == ["points", "results.csv", "results.parquet", "study.json"]
