"""`kilnflow report`: both documents from a folder, without solving; what is no run is told in a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.cli import main


def command(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["kilnflow", "report", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_both_documents_are_written_and_told(
    own_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, str(own_copy)) == 0
    told = capsys.readouterr().out
    for name in ("plan.xlsx", "report.html"):
        assert (own_copy / name).is_file()
        assert name in told


def test_the_language_is_asked_for(own_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command(monkeypatch, str(own_copy), "--language", "zh") == 0
    assert 'lang="zh-CN"' in (own_copy / "report.html").read_text(encoding="utf-8")


def test_nothing_is_solved(own_copy: Path) -> None:
    code = (
        "import sys, pathlib; from reports import write_reports; "
        f"write_reports(pathlib.Path({str(own_copy)!r})); "
        "assert not {'pyomo', 'highspy', 'scipy'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_folder_that_is_no_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, str(tmp_path)) == 2
    assert "is not a run" in capsys.readouterr().err


def test_a_document_that_cannot_be_written_is_told(
    own_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_copy / "report.html").unlink(missing_ok=True)
    (own_copy / "report.html").mkdir()
    assert command(monkeypatch, str(own_copy)) == 2
    assert "report.html cannot be written" in capsys.readouterr().err
