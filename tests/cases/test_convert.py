"""Between workbook and folder nothing is lost: values, blanks, defaults, sources, confidence and notes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cases import Case, library_cases, load_case
from cases.convert import convert
from cases.tables import EXCEL_ERRORS
from cases.template import write_workbook
from cases.writing import TargetError
from tests.cases_in_code import CaseInCode, library_case

ODD_TEXTS = (
    "=1+1", "+cmd", "-cmd", "@SUM(A1)", "'=quoted", "''=twice", "-", "-5", "007", "1.50", "TRUE", "01-02",
    "# of trucks", "100 %", "a;b", 'say "no"', "first\nsecond", "first\r\nsecond", "bell\x07", "_x0041_",
    "next line\x85\x7f", "\x01 blanks \x02", "粉煤灰", "a,b", "\ufeffmark", "'", "x" * 2000,
)  # fmt: skip
NAMES = [
    name if name == "hand" else pytest.param(name, marks=pytest.mark.slow) for name in sorted(library_cases())
]


def read(path: Path | str) -> Case:
    loaded = load_case(path)
    assert loaded.case is not None, [f.sentence() for f in loaded.findings]
    return loaded.case


def content(case: Case) -> dict[str, object]:
    """Everything a case says, apart from the places it was read from."""
    return {f.name: getattr(case, f.name) for f in fields(case) if f.name != "origins"}


def with_notes(texts: list[str], prices: list[float]) -> CaseInCode:
    """The hand-worked case with these texts as names, sources and notes, and these prices."""
    case = library_case("hand")
    rows = [row for table in ("areas", "places", "sites", "materials") for row in case.rows(table)]
    for index, text in enumerate(texts):
        row = rows[index % len(rows)]
        row[("note", "source", "name")[index // len(rows) % 3]] = text
    for table in ("areas", "places", "sites", "materials"):
        for name in ("note", "source", "name"):
            if name not in case.tables[table].columns:
                case.tables[table].columns.append(name)
    for row, price in zip(case.rows("sources"), prices, strict=False):
        row["price"] = repr(price)
    return case


def both_ways(case: CaseInCode, folder: Path) -> list[Case]:
    """The case as read; from a workbook; from a folder; from a folder by way of the workbook."""
    first = read(case.write(folder / "first"))
    convert(first, folder / "book.xlsx")
    from_book = read(folder / "book.xlsx")
    convert(first, folder / "again")
    convert(from_book, folder / "by_way")
    return [first, from_book, read(folder / "again"), read(folder / "by_way")]


@pytest.mark.parametrize("name", NAMES)
def test_a_library_case_survives_both_forms(name: str, tmp_path: Path) -> None:
    case = read(name)
    convert(case, tmp_path / "case.xlsx", language="zh")
    convert(read(tmp_path / "case.xlsx"), tmp_path / "folder")
    again = read(tmp_path / "folder")
    assert content(again) == content(case)
    assert list(again.sources) == list(case.sources), "rows keep their order"


def test_odd_texts_come_back_letter_by_letter(tmp_path: Path) -> None:
    first, *others = both_ways(with_notes(list(ODD_TEXTS), []), tmp_path)
    notes = [row.note for table in (first.areas, first.places, first.sites) for row in table.values()]
    assert "=1+1" in notes
    assert [content(other) == content(first) for other in others] == [True, True, True]


def no_error(text: str) -> bool:
    """Errors of Excel are refused, not read."""
    return text.strip() not in EXCEL_ERRORS


@pytest.mark.slow
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(no_error), max_size=40),
    st.lists(st.floats(-1e12, 1e12), max_size=4),
)
def test_whatever_is_noted_comes_back(texts: list[str], prices: list[float]) -> None:
    with TemporaryDirectory() as folder:
        texts = [text.replace("\0", "").replace("\r", "\r\n") for text in texts]  # what a csv file can hold
        first, *others = both_ways(with_notes(texts, prices), Path(folder))
        assert [content(other) == content(first) for other in others] == [True, True, True]


def test_trace_elements_and_item_ranges_survive(tmp_path: Path) -> None:
    case = library_case("hand")
    case.add("elements", element="zn", name="Zinc", name_zh="锌", retention=90)
    case.tables["analyses"].columns.append("zn")
    case.tables["analyses"].units["zn"] = "mg/kg"
    case.row("analyses", "marl")["zn"] = "35"
    case.row("factors", "grid_co2").update(low="0.5", high="0.6", confidence="derived", note="=A1")
    first, *others = both_ways(case, tmp_path)
    assert first.analyses["marl"].traces == {"zn": 35.0}
    assert [content(other) == content(first) for other in others] == [True, True, True]


def test_a_default_stays_a_default(tmp_path: Path) -> None:
    case = read("hand")
    convert(case, tmp_path / "case.xlsx")
    again = read(tmp_path / "case.xlsx")
    assert again.defaults_used == case.defaults_used
    assert ("factors", "heat_carbonate_cao") in {d[:2] for d in again.defaults_used}


def test_no_text_becomes_a_formula_in_either_form(tmp_path: Path) -> None:
    first = both_ways(with_notes(["=1+1", "+x", "@x", "-x"] * 3, []), tmp_path)[0]
    assert first is not None
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "again").glob("*.csv")]
    cells = [cell for text in texts for line in text.splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-x"))]
    assert not [f for f in load_case(tmp_path / "book.xlsx").findings if f.code == "uncalculated_formula"]


@pytest.mark.parametrize("name", ["case.xlsx", "folder"])
def test_what_exists_is_never_overwritten(name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    target.write_text("a year of work")
    with pytest.raises(TargetError) as refused:
        convert(read("hand"), target)
    assert refused.value.code == "cli.target.exists"
    assert target.read_text() == "a year of work"


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TargetError) as refused:
        convert(read("hand"), tmp_path / "file" / "case.xlsx")
    assert refused.value.code == "cli.target.locked"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_workbook_of_one_language_is_read_like_one_of_the_other(tmp_path: Path) -> None:
    case = read("hand")
    write_workbook(case, tmp_path / "en.xlsx", language="en")
    write_workbook(case, tmp_path / "zh.xlsx", language="zh")
    assert content(read(tmp_path / "en.xlsx")) == content(read(tmp_path / "zh.xlsx"))
