"""The data dictionary, the records, the units and the texts agree with each other."""

from __future__ import annotations

import string
from dataclasses import fields

import pytest

from cases.case import Case
from cases.dictionary import Column, dictionary
from cases.load import RECORDS
from cases.row import Row
from cases.text import catalogue, sentence
from cases.units import dimension_of, dimensions, factor_between
from cases.values import BAD, default_of

COLUMNS = [c for t in dictionary().values() for c in t.columns.values() if c.table != "*"]
TYPES = {"text", "number", "integer", "id", "ref", "list", "flag", "date", "enum"}


def python_type(column: Column) -> str:
    kinds = {"text": "str", "id": "str", "ref": "str", "number": "float", "integer": "int", "flag": "bool"}
    kinds |= {"date": "MonthDay", "enum": f"Literal[{', '.join(map(repr, column.choices))}]"}
    if column.type == "list":
        return "tuple[str, ...]"
    optional = column.blank in ("none", "unknown", "unlimited")
    return kinds[column.type] + (" | None" if optional else "")


@pytest.mark.parametrize("table", dictionary())
def test_each_record_has_the_columns_of_its_table(table: str) -> None:
    common = {f.name for f in fields(Row)}
    own = {f.name: str(f.type) for f in fields(RECORDS[table]) if f.name not in common and f.name != "traces"}
    assert own == {c.field: python_type(c) for c in COLUMNS if c.table == table}


def test_the_case_has_a_mapping_per_table() -> None:
    rows = {key for key, table in dictionary().items() if table.layout == "rows"}
    assert rows <= {f.name for f in fields(Case)}


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: f"{c.table}.{c.key}")
def test_each_column_is_well_formed(column: Column) -> None:
    assert column.type in TYPES
    assert (column.type == "enum") == bool(column.choices)
    assert column.en
    assert column.zh
    assert column.meaning
    assert not column.unit or column.measured
    assert column.unit or column.type != "number"
    if column.unit:
        assert dimension_of(column.unit) in dimensions()
    assert all(name in dictionary() for name in column.refers_to)
    assert (column.blank == "default") == bool(column.default)
    if column.blank == "default":
        assert default_of(column) is not BAD
        assert column.source, "a default says where it comes from"
    assert "page" not in column.source, "users never see our pages"


@pytest.mark.parametrize("table", dictionary())
def test_headings_of_a_table_are_unambiguous(table: str) -> None:
    columns = dictionary()[table].columns.values()
    names = [n for c in columns for n in {c.key, c.en, c.zh}]
    assert sorted(names) == sorted(set(names))


def test_keys_of_tables_are_their_columns() -> None:
    for table in dictionary().values():
        assert set(table.key_columns) <= set(table.columns)
        assert bool(table.key_columns) == (table.layout == "rows")


@pytest.mark.parametrize(
    ("found", "wanted", "factor"),
    [
        ("kt/a", "kt/a", 1), ("t/a", "kt/a", 0.001), ("Mt/a", "kt/a", 1000), ("万t/a", "kt/a", 10),
        ("万吨/年", "kt/a", 10), ("元/t", "CNY/t", 1), ("CNY/kg", "CNY/t", 1000), ("MJ/kg", "GJ/t", 1),
        ("tce/t", "GJ/t", 29.3076), ("万t", "kt", 10),
        ("kgce/t", "GJ/t", 0.0293076), ("kcal/kg", "GJ/t", 0.0041868), ("kgCO2/(t·km)", "kg/(t·km)", 1),
        ("g/(t*km)", "kg/(t·km)", 0.001), ("km", "km", 1), ("公里", "km", 1), ("m", "km", 0.001),
        ("‰", "%", 0.1),
        ("％", "%", 1), ("mg/kg", "%", 0.0001), ("%", "mg/kg", 10000), ("元/kWh", "CNY/kWh", 1),
        ("CNY/MWh", "CNY/kWh", 0.001), ("h", "d", 1 / 24), ("天", "d", 1), ("t/h", "t/d", 24),
        ("kg/t", "t/t", 0.001),
        ("tCO2/TJ", "kg/GJ", 1), ("Nm³/GJ", "m3/GJ", 1), ("万元", "kCNY", 10), ("度/t", "kWh/t", 1),
        ("kPa", "MPa", 0.001),
    ],
)  # fmt: skip
def test_spellings_lead_to_the_units_of_the_dictionary(found: str, wanted: str, factor: float) -> None:
    assert factor_between(found, wanted) == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("t", "kt/a"),
        ("kt", "kt/a"),
        ("%", "-"),
        ("-", "%"),
        ("mj/kg", "GJ/t"),
        ("kWh/t", "GJ/t"),
        ("CNY/t", "CNY/(t·km)"),
    ],
)
def test_other_dimensions_and_unknown_spellings_are_refused(found: str, wanted: str) -> None:
    assert not isinstance(factor_between(found, wanted), float)


def test_no_spelling_means_two_things_within_a_dimension() -> None:
    for spellings in dimensions().values():
        assert len({name.strip() for name in spellings}) == len(spellings)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", catalogue())
def test_each_message_is_told_in_both_languages_with_the_same_subject(key: str) -> None:
    message = catalogue()[key]
    assert message.kind in ("error", "warning", "text")
    assert message.en
    assert message.zh
    unknown = placeholders(message.zh) - placeholders(message.en) - {"name_zh"}
    assert not unknown


def test_parts_of_a_sentence_are_dropped_or_replaced_when_empty() -> None:
    named = sentence("unknown_metric", {"subject": "khh", "nearest": "kh"})
    assert named == "There is no metric khh; did you mean kh? Correct it or define it in metrics."
    bare = sentence("unknown_metric", {"subject": "xyz", "nearest": ""})
    assert bare == "There is no metric xyz. Correct it or define it in metrics."
