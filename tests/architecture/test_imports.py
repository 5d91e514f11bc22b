"""Who may import whom, read from the source itself; import-linter checks the layers a second time."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("cases", "models", "reports", "optimizer")
HOMES = {
    "openpyxl": {
        "cases.workbook",
        "cases.xlsx",
        "cases.template",
        "cases.template_lists",
        "cases.template_sheet",
        "cases.guide",
        "cases.annotate",
        "reports.workbook",
        "reports.workbook_charts",
    },
    "jinja2": {"reports.page"},
    "networkx": {"models.network"},
    "highspy": {"optimizer.solver", "optimizer.solver_thread", "optimizer.probe", "optimizer.worth.program"},
    "pyomo": {"models.assembly", "optimizer.handover"},
    "typer": {
        "optimizer.cli",
        "optimizer.study.command",
        "optimizer.worth.command",
        "optimizer.why.command",
        "optimizer.sure.command",
        "optimizer.differences",
        "optimizer.telling",
    },
    "rich": {"optimizer.progress"},
    "dask": {"optimizer.study.engine"},
    "distributed": {"optimizer.study.engine"},
    "cryptography": set(),
    "pyarrow": set(),
}
LONGEST = 400


def modules() -> Iterator[tuple[str, Path]]:
    for package in ORDER:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "derivation" not in parts:
                yield ".".join(p for p in parts if p != "__init__"), path


MODULES = dict(modules())


def imports(path: Path) -> set[str]:
    """Absolute names imported anywhere in a file, `from a import b` as `a.b`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("name", MODULES)
def test_the_arrow_points_one_way(name: str) -> None:
    rank = ORDER.index(name.split(".")[0])
    above = set(ORDER[rank + 1 :])
    assert not {i for i in imports(MODULES[name]) if i.split(".")[0] in above}


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_its_files(library: str) -> None:
    users = {n for n, path in MODULES.items() if any(i.split(".")[0] == library for i in imports(path))}
    assert users <= HOMES[library]


def test_components_never_import_one_another() -> None:
    for name, path in MODULES.items():
        if name.startswith("models.components."):
            others = {
                i for i in imports(path) if i.startswith("models.components") and not i.startswith(name)
            }
            assert not others, f"{name} imports {others}"


def test_the_audit_knows_the_case_and_nothing_of_the_model() -> None:
    allowed = {"cases", "numpy", "pandas", *sys.stdlib_module_names}
    for name, path in MODULES.items():
        if name.startswith("models.audit"):
            own = {i for i in imports(path) if i.startswith("models.audit")}
            strange = {i for i in imports(path) - own if i.split(".")[0] not in allowed}
            assert not strange, f"{name} imports {strange}"


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_short(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_nothing_names_a_machine_or_an_index() -> None:
    strange = re.compile(r"/home/|/opt/|find-links|extra-index|file:///|localhost")
    files = [
        *MODULES.values(),
        ROOT / "uv.lock",
        ROOT / "constraints.txt",
        ROOT / "pyproject.toml",
        ROOT / "README.md",
    ]
    for path in files:
        match = strange.search(path.read_text(encoding="utf-8"))
        assert match is None, f"{path.name} says {match and match.group()}"
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r'registry = "([^"]*)"', lock)) == {"https://pypi.org/simple"}
    assert set(re.findall(r'url = "https?://([^/"]*)', lock)) == {"files.pythonhosted.org"}
