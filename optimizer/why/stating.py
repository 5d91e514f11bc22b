"""Stands as they are told: of what, the cell behind them, its figure, and how far it must or can go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from cases.case import Case
from models.registry import Behind, Floats
from optimizer.why.cells import Figures, number_in
from optimizer.why.conflict import Conflict
from optimizer.why.explanation import Stated
from optimizer.why.reach import reach
from optimizer.why.relaxation import Least
from optimizer.why.system import System

TOLD = 1e-5
"""Amount by which a limit gives that is more than noise [unit of the row]."""
WHOLE = 100.0
"""Per cent of a link's capacity that is all of it."""
MOST_REACHES = 40
"""Stands of a conflict up to which it is told how far each can go: of a longer list nobody reads it."""


@dataclass(frozen=True, slots=True)
class Stating:
    """Stands of a system, or of a part of it, in words that a sentence can be made of."""

    case: Case
    figures: Figures

    def gives(self, system: System, found: Least) -> Iterator[Stated]:
        """Limits that give, with the figure that each must become."""
        values = np.zeros(system.registry.width)
        values[system.columns] = found.values
        for number in np.flatnonzero(found.gives > TOLD):
            stand = system.stands.loc[number]
            figure = self.figures.of(stand)
            reached = None if figure is None else figure.reached(values)
            yield self._stated(
                system, stand, figure=reached, amount=float(found.gives[number]),
                is_floor=None if figure is None else figure.is_floor(str(stand["side"]), values),
            )  # fmt: skip

    def conflict(self, system: System, conflict: Conflict) -> Iterator[Stated]:
        """Rows of a conflict, facts last, each with how far it can go while the others hold."""
        every = conflict.limits | conflict.facts
        numbers = [*np.flatnonzero(conflict.limits), *np.flatnonzero(conflict.facts)]
        for number in numbers:
            if len(numbers) > MOST_REACHES or conflict.whole:
                yield self.plain(system, number)
            else:
                yield self.reached(system, number, every)

    def reached(self, system: System, number: int, held: np.ndarray) -> Stated:
        """A stand with how far it can go while ``held`` ones hold."""
        stand = system.stands.loc[number]
        figure = self.figures.of(stand)
        found = reach(system, number, figure, held)
        if found is None:
            return self.plain(system, number)
        return self._stated(system, stand, figure=found.figure, is_floor=found.is_floor, amount=found.lacks)

    def plain(self, system: System, number: int) -> Stated:
        """A stand and its cell."""
        stand = system.stands.loc[number]
        figure = self.figures.of(stand)
        flat: Floats = np.ones(system.registry.width)
        return self._stated(
            system, stand, is_floor=None if figure is None else figure.is_floor(str(stand["side"]), flat)
        )

    def _stated(
        self,
        system: System,
        stand: Any,
        *,
        figure: float | None = None,
        is_floor: bool | None = None,
        amount: float | None = None,
    ) -> Stated:
        family = system.registry.rows.get(stand["family"]) or system.registry.columns[stand["family"]]
        index = {str(k): str(v) for k, v in family.index.iloc[int(stand["place"])].items()}
        behind = stand["behind"]
        return Stated(
            family=stand["family"], kind=stand["kind"], side=stand["side"], index=index, behind=behind,
            cells=cells_of(self.case, str(stand["family"]), behind), figure=figure,
            is_floor=is_floor, value=None if behind is None else number_in(self.case, *behind),
            amount=amount, unit=family.unit,
        )  # fmt: skip


def cells_of(case: Case, family: str, behind: Behind | None) -> tuple[str, ...]:
    """The cell behind a row, and the others that the same row is made of."""
    if behind is None:
        return ()
    found = [case.cell(*one) for one in (behind, *_beside(case, family, behind))]
    return tuple(str(cell) for cell in found if cell is not None)


def _beside(case: Case, family: str, behind: Behind) -> list[Behind]:
    table, key, column = behind
    if family == "c_registered":
        return [("case", "registered_days", "value")]
    if (table, column) == ("kilns", "area"):
        area = case.kilns[str(key)].area
        return [
            ("stop_windows", name, "start") for name, row in case.stop_windows.items() if row.area == area
        ]
    if (table, column) == ("sources", "arising"):
        elsewhere = case.sources[str(key)].used_elsewhere
        return [("sources", key, "used_elsewhere")] if elsewhere else []
    if (table, column) == ("links", "capacity"):
        return [("links", key, "capacity_left")] if case.links[str(key)].capacity_left != WHOLE else []
    return []
