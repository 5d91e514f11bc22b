"""Belts between a works and the kiln that takes its slag, and the one connection that cannot be computed."""

from __future__ import annotations

from cases.derivation.xinjiang.files import Row, assumed, number
from cases.derivation.xinjiang.geography import great_circle
from cases.derivation.xinjiang.sites import Sites

# No town lies near the mine: the mountain road G219 leads to it.
FAR_MINE = {
    "connection": "dahongliutan_yecheng",
    "site": "W_TL001",
    "place": "town_yecheng",
    "mode": "road",
    "length": "488",
    "source": "Kilometre stone of national road G219 at Dahongliutan",
    "confidence": "assumed",
    "note": "Too far from any town for a computed connection",
}


def belts(sites: Sites, sources: list[Row]) -> list[Row]:
    """Links by conveyor for captive slag."""
    return [_belt(row, sites) for row in sources if row.get("captive_site")]


def connections() -> list[Row]:
    """The connections table."""
    return [FAR_MINE]


def _belt(row: Row, sites: Sites) -> Row:
    straight = great_circle(sites.point(row["site"]), sites.point(row["captive_site"]))
    length = max(assumed("conveyor_least_km"), straight * assumed("conveyor_factor"))
    return {
        "link": f"belt_{row['source_id']}_{row['captive_site']}",
        "from_place": row["site"],
        "to_place": row["captive_site"],
        "mode": "conveyor",
        "length": number(length, 2),
        "source": "Great circle x 1.1: the works stand side by side",
        "confidence": "assumed",
    }
