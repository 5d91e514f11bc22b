"""Set points of the raw meal against a sum by hand: the east kiln of the hand case is fed marl only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import cases
from reports.folder import read_run
from reports.rawmeal import raw_meal


@pytest.fixture
def east(plan_alone: Path) -> pd.Series:
    case = cases.load_case(plan_alone / "case").case
    assert case is not None
    meal = raw_meal(case, read_run(plan_alone).tables).set_index("kiln")
    return meal.loc["kiln_east"]


def test_saturation_is_that_of_the_meal_without_ash(east: pd.Series) -> None:
    # marl: CaO 44.2, Al2O3 3.0, Fe2O3 2.2, SO3 0.3, SiO2 13.8 %
    assert east["meal_kh"] == pytest.approx((44.2 - 1.65 * 3.0 - 0.35 * 2.2 - 0.7 * 0.3) / (2.8 * 13.8))


def test_moduli_are_those_of_the_meal_without_ash(east: pd.Series) -> None:
    assert east["meal_sm"] == pytest.approx(13.8 / (3.0 + 2.2))
    assert east["meal_im"] == pytest.approx(3.0 / 2.2)


def test_raw_meal_factor_leaves_room_for_ash_loss_and_dust(east: pd.Series) -> None:
    # loss on ignition 35.5 %, no dust lost; 42,957 t of coal leave 10 % ash in 304,000 t of clinker
    assert east["raw_meal_t_per_t"] == pytest.approx((304_000 - 0.10 * 42_957) / 0.645 / 304_000, rel=1e-5)


def test_moisture_of_the_mix_is_that_of_the_marl(east: pd.Series) -> None:
    assert east["feed_moisture_pct"] == pytest.approx(2.0)
