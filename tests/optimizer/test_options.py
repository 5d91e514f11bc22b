"""Options that cannot be are refused with a sentence; the rest falls back on the case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import cases
from cases.text import sentence
from optimizer.options import OptionError, RunOptions


@pytest.mark.parametrize(
    "wrong",
    [
        {"aim": "profit"},
        {"money": "mine"},
        {"gap": -0.1},
        {"carbon_price": -1},
        {"co2_cap": -1},
        {"threads": 0},
        {"seed": -1},
        {"time_limit": 0},
        {"gap": float("nan")},
        {"gap": 5.0},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError) as caught:
        RunOptions(**wrong)
    for language in ("en", "zh"):
        assert sentence(caught.value.code, caught.value.parameters, language)  # type: ignore[arg-type]


def test_none_means_as_the_case_says() -> None:
    case = cases.load_case("hand").case
    assert case is not None
    info = replace(case.info, aim="priced", money="cement", carbon_price=70.0)
    filled = RunOptions().resolved(info)
    assert (filled.aim, filled.money, filled.carbon_price) == ("priced", "cement", 70.0)
    asked = RunOptions(aim="cost", money="system", carbon_price=0.0).resolved(info)
    assert (asked.aim, asked.money, asked.carbon_price) == ("cost", "system", 0.0)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (RunOptions(aim="cost", carbon_price=80.0), "price_unused"),
        (RunOptions(aim="priced"), "price_missing"),
    ],
)
def test_a_carbon_price_and_its_aim_belong_together(options: RunOptions, reason: str) -> None:
    case = cases.load_case("hand").case
    assert case is not None
    with pytest.raises(OptionError, match=reason):
        options.resolved(case.info)


def test_a_cap_without_a_figure_is_refused() -> None:
    case = cases.load_case("hand").case
    assert case is not None
    info = replace(case.info, co2_cap=None)
    with pytest.raises(OptionError, match="cap_missing"):
        RunOptions(aim="cap").resolved(info)
    assert RunOptions(aim="cap", co2_cap=5.0).resolved(info).co2_cap == 5.0
