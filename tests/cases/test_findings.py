"""Every finding code is provoked by one mutation of one good case, and its sentence is frozen."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import cases.text
from cases import load_case
from cases.dictionary import read_rows
from cases.text import CATALOGUES, catalogue
from tests.cases.broken import BREAKAGES, TABLE_MUTATIONS, broken
from tests.cases_in_code import library_case

SENTENCES = Path(cases.text.__file__).parent / "text"
FROZEN = Path(__file__).parent / "sentences.csv"
OF_THE_NETWORK = {"unreachable_site", "pair_without_path", "network_in_parts"}
CODES = sorted({*TABLE_MUTATIONS, *BREAKAGES})


def frozen() -> dict[str, dict[str, str]]:
    with FROZEN.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_no_key_stands_for_two_sentences() -> None:
    """The later one would silently win."""
    keys = [row["key"] for name in CATALOGUES for row in read_rows(SENTENCES / name)]
    assert len(keys) == len(set(keys))


def test_the_good_case_has_no_findings() -> None:
    assert list(load_case("hand").findings) == []


def test_every_code_of_the_case_is_provoked() -> None:
    of_the_case = {key for key, message in catalogue().items() if message.kind in ("error", "warning")}
    of_the_case = {key for key in of_the_case if "." not in key} - OF_THE_NETWORK
    assert of_the_case == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_mutation_provokes_its_code_with_the_frozen_sentence(code: str, tmp_path: Path) -> None:
    loaded = broken(code, tmp_path)
    found = [f for f in loaded.findings if f.code == code]
    assert found, "not provoked"
    assert (loaded.case is None) == bool(loaded.findings.errors)
    assert found[0].is_error == (catalogue()[code].kind == "error")
    told = {"code": code, "cell": str(found[0].cell or ""), "sentence": found[0].sentence()}
    assert told == frozen()[code]
    assert found[0].sentence("zh") != found[0].sentence("en")


BRINGS_OTHERS = {
    "no_running_day",  # of both kilns, and nothing can then be made
    "least_days_above_days",  # of both kilns
    "mix_without_analysis",  # the material lacks its analysis too
    "co2_above_carbonates",  # the analysis no longer closes
    "loss_below_co2",  # the analysis no longer closes
}
ALONE = sorted(set(TABLE_MUTATIONS) - BRINGS_OTHERS)


@pytest.mark.parametrize("code", ALONE)
def test_one_fault_is_told_once_and_brings_no_others(code: str, tmp_path: Path) -> None:
    assert [f.code for f in broken(code, tmp_path).findings] == [code]


def test_all_faults_are_told_at_once_in_the_order_of_sheet_and_row(tmp_path: Path) -> None:
    case = library_case("hand")
    for code in ("wrong_type_flag", "unknown_name", "blank_required", "out_of_range", "lower_above_upper"):
        TABLE_MUTATIONS[code](case)
    findings = list(load_case(case.write(tmp_path / "case")).findings)
    assert {f.code for f in findings} == {
        "wrong_type_flag", "unknown_name", "blank_required", "out_of_range", "lower_above_upper"
    }  # fmt: skip
    places = [(f.cell.sheet, f.cell.row) for f in findings if f.cell]
    assert places == sorted(places)
