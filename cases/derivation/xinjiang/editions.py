"""The years that the region is described for: their stop windows, their demand, their roads and railways."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cases.derivation.xinjiang.files import HERE, Row, given
from cases.dictionary import read_rows

DUKU = ("Dushanzi", "Kuqa")  # mountain road: open in summer only and closed to lorries
TUNNEL = ("Urumqi", "Yuli")  # tunnel expressway, opened on 26 December 2025
NAOMAOHU = ("Jiangjunmiao", "Naomaohu/Baishihu")  # railway, opened on 15 January 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One library case of the region.

    Hand-written tables of its own stand in ``given/<folder>``, the first folder first; whole tables in
    ``<table>.csv``, rows beside the derived ones in ``more/<table>.csv``, single cells in ``cells.csv``.
    """

    name: str
    plan: str  # season of the published plan of staggered production
    plan_note: str
    demand_source: str
    made: str = "made"
    made_zh: str = ""
    closed: frozenset[tuple[str, str]]  # links of the origin files that the year did not have
    folders: tuple[str, ...] = ()

    def given(self, name: str) -> list[Row]:
        """Rows of a hand-written table: the edition's own file, else the common one."""
        own = self._own(name)
        return read_rows(own[0]) if own else given(name)

    def has(self, name: str) -> bool:
        """Whether the edition has a file of its own of this name."""
        return bool(self._own(name))

    def every(self, name: str) -> list[Row]:
        """Rows of all the edition's own files of this name, the last folder first."""
        return [row for path in reversed(self._own(name)) for row in read_rows(path)]

    def case(self) -> list[Row]:
        """Items of the case table: the common ones, with the edition's own in their place."""
        rows = {row["item"]: row for row in [*given("case"), *self.every("case")]}
        return list(rows.values())

    def _own(self, name: str) -> list[Path]:
        paths = [HERE / "given" / folder / f"{name}.csv" for folder in self.folders]
        return [path for path in paths if path.exists()]


FROM_HALF = "output_stats.csv (19.46 Mt in the first half of 2025) / assumed share of the half"
COMES_ROUND = "Plan of November 2025 to October 2026, applied to the calendar year as if it came round"
BASE = Edition(
    name="xinjiang",
    plan="2023-24",
    plan_note="Nearest complete published plan to the base year",
    demand_source="output_stats.csv (38.45 Mt cement in 2022) x identified share, split by prefecture and town",
    closed=frozenset({DUKU, TUNNEL, NAOMAOHU}),
)
OF_2025 = Edition(
    name="xinjiang-2025",
    plan="2025-26",
    plan_note=COMES_ROUND,
    demand_source=f"{FROM_HALF} x identified share, by season, prefecture and town",
    made="estimated",
    made_zh="估算值",
    closed=frozenset({DUKU, TUNNEL}),
    folders=("xinjiang-2025", "policy"),
)
OF_2030 = Edition(
    name="xinjiang-2030",
    plan="2025-26",
    plan_note=COMES_ROUND,
    demand_source=f"{FROM_HALF} x assumed path x identified share, by season, prefecture and town",
    made="estimated",
    made_zh="估算值",
    closed=frozenset({DUKU}),
    folders=("xinjiang-2030", "policy"),
)
LATER = (OF_2025, OF_2030)
