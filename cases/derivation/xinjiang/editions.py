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
    """One library case of the region; hand-written tables of its own stand in ``given/<name>``."""

    name: str
    plan: str  # season of the published plan of staggered production
    plan_note: str
    demand_source: str
    made: str = "made"
    made_zh: str = ""
    closed: frozenset[tuple[str, str]]  # links of the origin files that the year did not have

    def given(self, name: str) -> list[Row]:
        """Rows of a hand-written table: the edition's own file, else the common one."""
        return read_rows(path) if (path := self._path(name)).exists() else given(name)

    def has(self, name: str) -> bool:
        """Whether the edition has a file of its own of this name."""
        return self._path(name).exists()

    def case(self) -> list[Row]:
        """Items of the case table: the common ones, with the edition's own in their place."""
        rows = {row["item"]: row for row in given("case")}
        return list((rows | {row["item"]: row for row in self.given("case")}).values())

    def _path(self, name: str) -> Path:
        return HERE / "given" / self.name / f"{name}.csv"


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
    plan_note="Plan of November 2025 to October 2026, applied to the calendar year as if it came round",
    demand_source="output_stats.csv (19.46 Mt in the first half of 2025) / assumed share of the half x identified "
    "share, by season, prefecture and town",
    made="estimated",
    made_zh="估算值",
    closed=frozenset({DUKU, TUNNEL}),
)
LATER = (OF_2025,)
