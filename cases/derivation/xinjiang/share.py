"""The part of the region that the identified lines stand for."""

from __future__ import annotations

from cases.derivation.xinjiang.files import assumed
from cases.derivation.xinjiang.kilns import clinker_capacity, default_sites


def identified_share() -> float:
    """Clinker capacity of the identified lines over that of the region."""
    placed = sum(clinker_capacity(plant) for plant in default_sites())  # t/d
    return placed * assumed("convention_days") / 1e6 / assumed("regional_clinker_capacity")
