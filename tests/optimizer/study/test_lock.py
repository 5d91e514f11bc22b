"""Two commands in one folder: the second is refused, and a kill leaves nothing locked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cases.text import sentence
from optimizer.study.folder import StudyFolder, StudyFolderError
from optimizer.study.lock import held
from optimizer.study.run import run_study
from tests.optimizer.study.clusters import environment, started, until
from tests.optimizer.study.parts import plan, point, priced
from tests.optimizer.study.test_folder import CONTENT, files

HOLDER = """
import sys, time
from pathlib import Path
from optimizer.study.lock import held
from tests.optimizer.study.test_folder import CONTENT
with held(Path(sys.argv[1]), CONTENT):
    Path("held").touch()
    time.sleep(600)
"""


def refused(folder: Path) -> StudyFolderError:
    with pytest.raises(StudyFolderError) as error, held(folder, CONTENT):
        pass
    return error.value


def test_another_command_is_refused_with_the_process_that_holds_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started("-c", HOLDER, str(out), cwd=tmp_path) as process:
        until((tmp_path / "held").exists, "the holder")
        error = refused(out)
        told = sentence(error.code, error.parameters)
        assert error.code == "study.folder.in_use"
        assert f"process {process.pid} on" in told


def test_a_kill_leaves_nothing_locked(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started("-c", HOLDER, str(out), cwd=tmp_path) as process:
        until((tmp_path / "held").exists, "the holder")
        process.kill()
        process.wait()
    with held(out, CONTENT):
        assert refused(out).code == "study.folder.in_use"


def test_the_folder_is_free_again_after_a_study(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for kept in (0, 1):
        ended = run_study("hand", [priced([10.0])], name="prices", out=out, workers=1)
        assert ended.kept == kept


def test_a_study_in_a_folder_in_use_writes_nothing(tmp_path: Path) -> None:
    with held(tmp_path, CONTENT):
        StudyFolder.open(tmp_path, CONTENT).land("abc", point("a"), plan())
        before = {name: (tmp_path / name).stat().st_mtime_ns for name in files(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=tmp_path, env=environment(), check=False,
            capture_output=True,
        )  # fmt: skip
        assert done.returncode == 1
        assert b"in_use" in done.stderr
        assert {name: (tmp_path / name).stat().st_mtime_ns for name in files(tmp_path)} == before


def test_the_folder_of_another_study_gets_no_lock(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(StudyFolderError, match="foreign"), held(tmp_path, CONTENT):
        pass
    assert files(tmp_path) == ["thesis.docx"]
