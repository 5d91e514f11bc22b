"""Labels: complete in both languages, with units that are known and numbers that read well."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from models.totals import CEMENT, CO2_SCOPES, SYSTEM
from reports import words as module
from reports.words import Unit, Words

ENGLISH, CHINESE = Words("en"), Words("zh")
FOLDER = Path(module.__file__).parent / "labels"
TRANSLATED = ("columns", "measures", "terms", "text")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", TRANSLATED)
def test_every_label_is_there_in_both_languages(table: str) -> None:
    assert not [row for row in rows(table) if not row["en"] or not row["zh"]]


@pytest.mark.parametrize("table", TRANSLATED)
def test_no_label_is_given_twice(table: str) -> None:
    keys = [(row.get("group"), row["key"]) for row in rows(table)]
    assert len(keys) == len(set(keys))


def test_both_languages_fill_in_the_same_parameters() -> None:
    for row in rows("text"):
        assert set(re.findall(r"{\w+}", row["en"])) == set(re.findall(r"{\w+}", row["zh"])), row["key"]


def test_every_unit_of_a_label_is_known() -> None:
    known = {row["key"] for row in rows("units")}
    assert {row["unit"] for name in ("columns", "measures") for row in rows(name)} <= known


def test_every_category_and_scope_has_a_word() -> None:
    words = {(row["group"], row["key"]) for row in rows("terms")}
    assert {("category", name) for name in {*SYSTEM, *CEMENT}} <= words
    assert {("scope", name) for name in CO2_SCOPES} <= words


@pytest.mark.parametrize(
    ("words", "amount", "unit", "said"),
    [
        (ENGLISH, 14_318_467.8, "t", "14.32 Mt"),
        (CHINESE, 14_318_467.8, "t", "1,431.8 万吨"),
        (ENGLISH, 4_919_612_461.0, "CNY", "4.92 billion CNY"),
        (CHINESE, 4_919_612_461.0, "CNY", "49.20 亿元"),
        (ENGLISH, 0.7159, "-", "0.716"),
        (ENGLISH, 38.576, "%", "38.6 %"),
        (ENGLISH, -1_234.0, "t", "−1.2 kt"),
        (ENGLISH, float("nan"), "t", "– t"),
    ],
)
def test_headline_figures_have_the_size_a_reader_would_say(
    words: Words, amount: float, unit: str, said: str
) -> None:
    assert words.headline(amount, unit) == said


def test_the_noise_of_a_float_is_no_figure() -> None:
    assert str(Unit("t", 1.0, 0).value(-1.4e-11)) == "0.0"


def test_money_is_shown_in_the_unit_of_the_language() -> None:
    assert ENGLISH.unit("CNY").value(1_234_500.0) == 1234.5
    assert CHINESE.unit("CNY").value(1_234_500.0) == 123.45


def test_a_unit_without_a_label_is_shown_as_it_is() -> None:
    assert ENGLISH.unit("furlong").text == "furlong"
