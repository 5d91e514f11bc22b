"""The built wheel: just our packages, fit for any folder, loud when another distribution overwrites it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=1200,
        check=False,
    )


def script(environment: Path, name: str) -> Path:
    return environment / ("Scripts" if sys.platform == "win32" else "bin") / name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", out, ROOT, cwd=out)
    assert built.returncode == 0, built.stderr
    return next(out.glob("kilnflow-*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=True)
    lock = ROOT / "constraints.txt"
    done = run(script(folder, "python"), "-m", "pip", "install", "-c", lock, wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_holds_our_packages_only(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"cases", "models", "reports", "optimizer", "kilnflow-0.1.0.dist-info"}
    assert not [name for name in names if "derivation" in name or "__pycache__" in name]
    for needed in (
        "cases/dictionary/columns.csv",
        "cases/text/messages.csv",
        "cases/library/xinjiang/case.csv",
        "cases/library/xinjiang/SOURCES.md",
        "cases/library/PUBLISHED.md",
        "cases/library/MEASURES.md",
        "cases/library/STUDIES.md",
        "cases/library/studies/xinjiang-2030.toml",
        "optimizer/study/fields.csv",
        "optimizer/cli.py",
        "reports/labels/text.csv",
        "reports/templates/page.html.j2",
    ):
        assert needed in names


def test_the_installed_command_solves_a_case_from_any_folder(environment: Path, tmp_path: Path) -> None:
    done = run(script(environment, "kilnflow"), "run", "hand", "--out", "plan", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "plan" / "plan.json").is_file()
    listed = run(script(environment, "kilnflow"), "cases", cwd=tmp_path)
    assert "xinjiang" in listed.stdout


def test_a_folder_named_models_beside_the_user_does_no_harm(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("raise RuntimeError", encoding="utf-8")
    assert run(script(environment, "kilnflow"), "cases", cwd=tmp_path).returncode == 0


def test_a_colliding_distribution_is_told_in_one_sentence(environment: Path, tmp_path: Path) -> None:
    project = tmp_path / "collider"
    (project / "models").mkdir(parents=True)
    (project / "models" / "__init__.py").write_text("# another project's models\n", encoding="utf-8")
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "collider"\nversion = "1"\n'
        '[tool.hatch.build.targets.wheel]\npackages = ["models"]\n',
        encoding="utf-8",
    )
    python = script(environment, "python")
    assert run(python, "-m", "pip", "install", "--no-deps", project, cwd=tmp_path).returncode == 0
    done = run(script(environment, "kilnflow"), "cases", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "models" in done.stderr
    assert "overwritten by another package" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    gone = run(python, "-m", "pip", "uninstall", "-y", "collider", cwd=tmp_path)
    assert gone.returncode == 0
    done = run(script(environment, "kilnflow"), "cases", cwd=tmp_path)
    assert done.returncode == 1
    assert "models" in done.stderr
