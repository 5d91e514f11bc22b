"""Default factors of heat and carbon against published enthalpies and emission factors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases import load_case
from cases.case import Case
from cases.chemistry import carbonate_capacity
from tests.published.held import hold

FORMATION = {
    "CaCO3": -1206.92, "CaMg(CO3)2": -2330.09, "MgCO3": -1095.8, "Ca(OH)2": -985.2, "CaO": -635.09,
    "MgO": -601.25, "CO2": -393.52, "H2O": -241.826,
}  # fmt: skip
"""kJ/mol at 25 °C: magnesite and portlandite from the CRC Handbook, the rest from the clinker data page."""
CAO, MGO = 56.0774, 40.3049
"""g/mol."""


@pytest.fixture(scope="module")
def case() -> Case:
    """Any case that states no heats of its own has the defaults."""
    loaded = load_case("hand").case
    assert loaded is not None
    return loaded


def test_enthalpies_of_formation_give_the_published_heats() -> None:
    """The published column of the table: products less the mineral, per t of lime or magnesia."""
    h = FORMATION
    calcite = (h["CaO"] + h["CO2"] - h["CaCO3"]) / CAO
    assert calcite == pytest.approx(3.180, abs=5e-4)
    assert (h["CaO"] + h["H2O"] - h["Ca(OH)2"]) / CAO == pytest.approx(1.93, abs=5e-3)
    assert (h["MgO"] + h["CO2"] - h["MgCO3"]) / MGO == pytest.approx(2.51, abs=5e-3)
    dolomite = h["CaO"] + h["MgO"] + 2 * h["CO2"] - h["CaMg(CO3)2"] - calcite * CAO
    assert dolomite / MGO == pytest.approx(3.19, abs=5e-3)


def test_default_heats_of_minerals_are_the_published(case: Case) -> None:
    """GJ per tonne of CaO or MgO set free."""
    hold(
        "enthalpies",
        {
            "decarbonation of calcite": case.factors.heat_carbonate_cao,
            "dehydration of hydrate": case.factors.heat_hydrate_cao,
            "decarbonation of magnesite": case.factors.heat_carbonate_mgo,
            "decarbonation of MgO in dolomite": case.factors.heat_carbonate_mgo,
        },
    )


def test_clinker_of_65_per_cent_lime_has_the_default_of_the_ipcc(case: Case) -> None:
    """0.785 × 0.65 = 0.51 t/t."""
    clinker = replace(case.analyses["marl"], cao=65.0, mgo=0.0)
    hold("ipcc_clinker", {"process CO2 of clinker with 65 % CaO": carbonate_capacity(clinker) / 100})
