"""Today's use of capacity: the region's reported figure, on the days that the stop windows leave."""

from __future__ import annotations

from cases.derivation.xinjiang.calendar import area_of, areas, run_days
from cases.derivation.xinjiang.files import Row, assumed, number, percent
from cases.derivation.xinjiang.kilns import clinker_capacity, default_sites


def areas_with_use() -> list[Row]:
    """The areas table; no figure by area was found, so all have the same."""
    use = number(100 * use_of_days_left(), 1)
    share, days = number(assumed("capacity_utilisation"), 0), number(assumed("convention_days"), 0)
    said = f"Use today: {share} % of {days} d, reported for the region, on the days left; one figure for all"
    return [
        {**row, "utilisation": use, "note": "; ".join(filter(None, (row["note"], said)))} for row in areas()
    ]


def use_of_days_left() -> float:
    """Clinker of the reported use of the 310-day capacity over what the windows let the kilns make."""
    days = run_days()
    capacity = {plant["plant_id"]: clinker_capacity(plant) for plant in default_sites()}
    left = sum(capacity[p["plant_id"]] * days[area_of(p["prefecture"])] for p in default_sites())
    return percent("capacity_utilisation") * assumed("convention_days") * sum(capacity.values()) / left
