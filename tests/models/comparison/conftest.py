"""The pairs of states that the comparison tests share."""

from __future__ import annotations

import pytest

from tests.models.comparison.states import Pair, pair


@pytest.fixture(scope="session")
def hand() -> Pair:
    """The hand-worked case: least CO2 as today, least cost as the plan."""
    return pair("hand", current={"aim": "co2"}, plan={})


@pytest.fixture(scope="session")
def mid() -> Pair:
    """The cut around Urumqi: no waste in kilns as today, least cost as the plan."""
    return pair("mid", current={"scenarios": ("no_waste_in_kilns",)}, plan={})
