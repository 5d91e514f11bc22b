"""The commands around Excel as a planner meets them: template, check --annotate, convert."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cases import load_case
from tests.acceptance.test_cli import Kilnflow, kilnflow

__all__ = ["kilnflow"]


def test_a_template_can_be_checked_as_it_comes(kilnflow: Kilnflow, tmp_path: Path) -> None:
    written = kilnflow("template", "case.xlsx", "--language", "zh")
    assert written.returncode == 0
    assert "case.xlsx" in written.stdout
    checked = kilnflow("check", "case.xlsx", "--language", "zh")
    assert checked.returncode == 0
    assert checked.stdout == "case.xlsx：0 个错误，0 个警告。\n"


def test_a_template_may_be_filled_with_a_case(kilnflow: Kilnflow, tmp_path: Path) -> None:
    assert kilnflow("template", "mine.xlsx", "--from", "mid").returncode == 0
    mid, mine = load_case("mid").case, load_case(tmp_path / "mine.xlsx").case
    assert mid is not None
    assert mine is not None
    assert mine.fingerprint == mid.fingerprint


def test_a_workbook_becomes_a_folder_and_a_workbook_again(kilnflow: Kilnflow, tmp_path: Path) -> None:
    assert kilnflow("convert", "hand", "a.xlsx").returncode == 0
    assert kilnflow("convert", "a.xlsx", "b").returncode == 0
    assert kilnflow("convert", "b", "c.xlsx").returncode == 0
    cases = [
        load_case(path).case for path in ("hand", tmp_path / "a.xlsx", tmp_path / "b", tmp_path / "c.xlsx")
    ]
    assert None not in cases
    assert len({case.fingerprint for case in cases if case is not None}) == 1


def test_a_broken_workbook_comes_back_annotated(kilnflow: Kilnflow, tmp_path: Path) -> None:
    kilnflow("template", "case.xlsx")
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    book["Sources"]["L5"] = "dear"
    book.save(tmp_path / "case.xlsx")
    before = (tmp_path / "case.xlsx").read_bytes()
    ended = kilnflow("check", "case.xlsx", "--annotate", "checked.xlsx")
    assert ended.returncode == 2
    assert "case.xlsx: 1 error, 0 warnings." in ended.stdout
    assert "Annotated copy written to checked.xlsx." in ended.stdout
    assert openpyxl.load_workbook(tmp_path / "checked.xlsx")["Sources"]["L5"].comment
    assert (tmp_path / "case.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "case.xlsx", "--annotate", "case.xlsx"), "is the case itself"),
        (("check", "case.xlsx", "--annotate", "copy.pdf"), "is no .xlsx file"),
        (("template", "case.xlsx"), "already exists"),
        (("template", "new.csv"), "is no .xlsx file"),
        (("template", "new.xlsx", "--language", "fr"), "use one of en, zh"),
        (("template", "new.xlsx", "--from", "hnd"), "did you mean hand?"),
        (("convert", "hand", "case.xlsx"), "already exists"),
        (("convert", "hand", "folder"), "already exists"),
        (("convert", "nothing.xlsx", "new"), "no file, folder or library case"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    arguments: tuple[str, ...], said: str, kilnflow: Kilnflow, tmp_path: Path
) -> None:
    (tmp_path / "case.xlsx").write_bytes(b"a year of work")
    (tmp_path / "folder").mkdir()
    ended = kilnflow(*arguments)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (tmp_path / "case.xlsx").read_bytes() == b"a year of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.xlsx", "folder"]
