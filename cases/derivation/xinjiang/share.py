"""The part of the region that the identified lines stand for."""

from __future__ import annotations

from cases.derivation.xinjiang.files import assumed, number, origin
from cases.derivation.xinjiang.kilns import clinker_capacity, default_sites


def identified_share() -> float:
    """Clinker capacity of the identified lines over that of the region."""
    placed = sum(clinker_capacity(plant) for plant in default_sites())  # t/d
    return placed * assumed("convention_days") / 1e6 / assumed("regional_clinker_capacity")


def regional_cement() -> float:
    """Cement made in the region in the base year, kt."""
    year = number(assumed("base_year"), 0)
    return next(float(row["cement_Mt"]) for row in origin("output_stats") if row["year"] == year) * 1000


def case_cement() -> float:
    """Cement that the case has to deliver, kt."""
    return regional_cement() * identified_share()
