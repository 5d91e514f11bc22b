"""Chemistry and heat of the hand-worked case against the sums of its notes, paragraphs 2 to 4."""

from __future__ import annotations

import pytest

from cases import load_case
from cases.case import Case
from cases.chemistry import split_lime
from cases.heat import organic_heat, reaction_heat, reference_heat
from tests.library import hand_sums as sums


@pytest.fixture(scope="module")
def hand() -> Case:
    """The case as read."""
    case = load_case("hand").case
    assert case is not None
    return case


def test_marl_is_nearly_all_carbonate_and_the_rest_silicate(hand: Case) -> None:
    """0.34 / (0.7848 × 0.442 + 1.0919 × 0.005) = 0.96498: carbonate CaO 0.42652, silicate 0.01548."""
    lime = split_lime(hand.analyses["marl"])
    assert [lime.carbonate_cao, lime.silicate_cao] == pytest.approx([0.42652, 0.01548], abs=1e-5)


def test_slag_cake_is_nearly_all_hydrate(hand: Case) -> None:
    """0.04 / 0.42598 = 0.09390 carbonate; hydrate 0.48929, its water 0.1572 of 0.16 that the loss leaves."""
    lime = split_lime(hand.analyses["slag_cake"])
    assert [lime.hydrate_cao, lime.hydrate_water] == pytest.approx([0.48929, 0.15719], abs=1e-5)


@pytest.mark.parametrize(("name", "by_hand"), [("marl", sums.MARL_HEAT), ("slag_cake", sums.CAKE_HEAT)])
def test_a_dry_tonne_asks_for_the_heat_of_the_notes(hand: Case, name: str, by_hand: float) -> None:
    """Marl 1.35634 + 0.01206 + 0.01749 − 0.04620 = 1.33969; cake 0.16125 + 0.00047 + 1.10091 = 1.26263 GJ."""
    analysis = hand.analyses[name]
    net = reaction_heat(hand.factors, analysis) - organic_heat(hand.factors, analysis)
    assert net == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("kiln", ["kiln_west", "kiln_east"])
def test_base_heat_is_measured_heat_less_what_the_marl_asks_for(hand: Case, kiln: str) -> None:
    """3.25 − 1.33969 × (1 − 0.1 × 3.25 / 23) / 0.645 = 1.20232 GJ per tonne of clinker."""
    assert reference_heat(hand, kiln).base == pytest.approx(1.20232, abs=5e-6)


def test_drying_of_the_reference_mix_is_that_of_the_notes(hand: Case) -> None:
    """2.55 × (2/98) × 1.52848 = 0.0795 GJ per tonne of clinker, all from the exhaust."""
    assert reference_heat(hand, "kiln_east").drying_exhaust == pytest.approx(sums.REFERENCE_DRYING, rel=1e-9)
