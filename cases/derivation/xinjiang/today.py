"""Today's use of capacity: one figure for the region, on the days that the stop windows leave."""

from __future__ import annotations

from cases.derivation.xinjiang.calendar import area_of, areas, run_days
from cases.derivation.xinjiang.cement import case_cement
from cases.derivation.xinjiang.editions import BASE, Edition
from cases.derivation.xinjiang.files import Row, assumed, number, percent
from cases.derivation.xinjiang.kilns import clinker_capacity, default_sites


def areas_with_use(edition: Edition = BASE) -> list[Row]:
    """The areas table; no figure by area was found, so all have the same."""
    use, said = number(100 * use_of_days_left(edition), 1), _said(edition)
    return [
        {**row, "utilisation": use, "note": "; ".join(filter(None, (row["note"], said)))}
        for row in areas(edition)
    ]


def use_of_days_left(edition: Edition = BASE) -> float:
    """Clinker of the year over what the windows let the kilns make."""
    days = run_days(edition)
    capacity = {plant["plant_id"]: clinker_capacity(plant) for plant in default_sites()}
    left = sum(capacity[p["plant_id"]] * days[area_of(p["prefecture"], edition)] for p in default_sites())
    return _clinker(edition, sum(capacity.values())) / left


def _clinker(edition: Edition, capacity: float) -> float:
    """Clinker made, t a year: the reported use of 310 days, else what the year's cement asks for."""
    if edition is BASE:
        return percent("capacity_utilisation") * assumed("convention_days") * capacity
    year = edition.given("periods")[0]["year"]
    return case_cement(year) * 1000 * assumed("customary_clinker_factor")


def _said(edition: Edition) -> str:
    if edition is not BASE:
        return "Use today: what the demand of the first year asks for, on the days left; one figure for all"
    share, days = number(assumed("capacity_utilisation"), 0), number(assumed("convention_days"), 0)
    return f"Use today: {share} % of {days} d, reported for the region, on the days left; one figure for all"
