"""What the README promises is what is tested and locked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def command(name: str) -> str:
    """The one-line command the README shows under a mark."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    match = re.search(rf"<!-- command: {name} -->\n```sh\n(.+)\n```", text)
    assert match is not None
    return match.group(1)


def test_both_commands_use_the_lock() -> None:
    for name in ("run", "test"):
        assert "pip install -c constraints.txt" in command(name)


def test_the_run_command_solves_xinjiang() -> None:
    assert command("run").endswith("kilnflow run xinjiang --out plan")


def test_ci_runs_the_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- command: test -->" in script
    assert 'bash -euo pipefail -c "$command"' in script


def test_every_dependency_is_locked_for_pip_and_for_uv() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split(";")[0].strip() for line in lines}
    names = {pin.split("==")[0] for pin in pinned}
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    assert {re.split(r"[<>=~!\[ ;]", spec)[0] for spec in wanted} <= names
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    assert pinned <= {f"{p['name']}=={p['version']}" for p in locked}


def test_python_from_the_readme_is_what_is_exported() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.+?)```", text, re.DOTALL)
    assert block is not None
    assert len([line for line in block.group(1).splitlines() if line.strip()]) == 3
    compile(block.group(1), "README.md", "exec")
    from optimizer.run import run_case

    assert callable(run_case)
