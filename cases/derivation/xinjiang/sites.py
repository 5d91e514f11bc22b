"""One register of sites: what stands within about 100 m of one another shares a site."""

from __future__ import annotations

from dataclasses import dataclass, field

from cases.derivation.xinjiang.files import Row, number
from cases.derivation.xinjiang.geography import Point

SAME_PLACE_DIGITS = 3  # degrees rounded to this many digits are the same waste site


@dataclass(slots=True)
class Sites:
    """The sites met so far, in the order they were met."""

    rows: dict[str, Row] = field(default_factory=dict)
    _near: dict[Point, str] = field(default_factory=dict)

    def add(self, site: str, row: Row) -> str:
        """Add a site under its own id."""
        self.rows[site] = {"site": site, **row}
        return site

    def share(self, site: str, row: Row) -> str:
        """Id of the waste site already at this point, else the new one."""
        near = _spot(row)
        if near not in self._near:
            self._near[near] = self.add(site, row)
        return self._near[near]

    def at(self, row: Row) -> str:
        """Id of the waste site that stands at the lat and lon of a row."""
        return self._near[_spot(row)]

    def point(self, site: str) -> Point:
        """Latitude and longitude of a site, degrees."""
        return float(self.rows[site]["lat"]), float(self.rows[site]["lon"])

    def table(self) -> list[Row]:
        """The sites table."""
        return list(self.rows.values())


def _spot(row: Row) -> Point:
    return round(float(row["lat"]), SAME_PLACE_DIGITS), round(float(row["lon"]), SAME_PLACE_DIGITS)


def site_row(row: Row, *, prefecture: str, source: str, confidence: str, note: str = "") -> Row:
    """Columns of a site from a row with name, name_zh, lat and lon."""
    return {
        "name": row.get("name", ""),
        "name_zh": row.get("name_zh", ""),
        "lon": number(float(row["lon"]), 6),
        "lat": number(float(row["lat"]), 6),
        "prefecture": prefecture,
        "source": source,
        "confidence": confidence,
        "note": note,
    }
