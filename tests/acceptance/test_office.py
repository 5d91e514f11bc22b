"""LibreOffice opens our workbooks without complaint and sees the same values; run with ``-m office``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from cases import load_case
from cases.annotate import annotate
from cases.convert import convert
from cases.template import write_workbook
from cases.text import LANGUAGES, Language

pytestmark = pytest.mark.office


def saved_again(path: Path, folder: Path) -> Path:
    """The workbook after LibreOffice has opened it and saved it under a new name."""
    office = shutil.which("soffice")
    assert office is not None, "LibreOffice is needed for the office tests"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr + done.stdout
    return folder / "out" / path.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["hand", "xinjiang"])
def test_a_template_saved_by_another_program_is_the_same_case(
    name: str, language: Language, tmp_path: Path
) -> None:
    case = load_case(name).case
    assert case is not None
    convert(case, tmp_path / "case.xlsx", language=language)
    again = load_case(saved_again(tmp_path / "case.xlsx", tmp_path))
    assert again.case is not None, [f.sentence() for f in again.findings]
    assert again.case.sources == case.sources
    assert again.case.items == case.items
    assert again.case.fingerprint == case.fingerprint


def test_lists_to_choose_from_survive(tmp_path: Path) -> None:
    case = load_case("hand").case
    assert case is not None
    write_workbook(case, tmp_path / "case.xlsx", examples=True)
    book = openpyxl.load_workbook(saved_again(tmp_path / "case.xlsx", tmp_path))
    offered = {
        str(rule.formula1) for rule in book["Sources"].data_validations.dataValidation if rule.type == "list"
    }
    assert {"ids_sites", "ids_materials", "ids_analyses"} <= offered
    assert "ids_sites" in book.defined_names


def test_an_annotated_copy_opens_with_its_links(tmp_path: Path) -> None:
    case = load_case("hand").case
    assert case is not None
    write_workbook(case, tmp_path / "case.xlsx")
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    book["Sources"]["L5"] = "dear"
    book.save(tmp_path / "case.xlsx")
    annotate(
        str(tmp_path / "case.xlsx"), load_case(tmp_path / "case.xlsx").findings, tmp_path / "checked.xlsx"
    )
    again = openpyxl.load_workbook(saved_again(tmp_path / "checked.xlsx", tmp_path))
    link = again.worksheets[0]["D5"].hyperlink
    assert link is not None
    assert str(link.location or link.target).replace("'", "").replace("#", "") in ("Sources!L5", "Sources.L5")
    assert again["Sources"]["L5"].comment is not None
