"""Figures of the case that hold the plan where it is, and how the model moves with each of them.

A figure is known by the rows of the model that it stands behind. All figures of one column of the case
are moved at once and the model is registered again; what moved is then told apart by the keys of its rows
and columns. Where that cannot be done, figures are moved one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cases.case import Case, Frozen, Key
from cases.dictionary import dictionary
from models.build import Built
from models.data import ModelData, prepare
from models.objective import Aim
from models.registry import Columns, Floats, Rows
from optimizer.stages import Transport
from optimizer.worth.program import Optimum, slopes
from optimizer.worth.system import (
    Move,
    System,
    move_between,
    registry_of,
    same_shape,
    system_of,
    with_choices,
)

STEP = 1e-4
"""Part of a figure by which it is moved; of a figure that is nothing, one thousandth of its unit."""
DAYS = "days"
"""What may run: days of a kiln in a period, wherever in the case they come from."""
CAP = ("case", "co2_cap", "value")
ITEMS = {"case": "info", "factors": "factors"}
"""Tables with one item a row, and where the case keeps them."""
LEVELS: Mapping[str, tuple[str, ...]] = {
    "kilns": ("kiln",), DAYS: ("kiln", "period"), "sources": ("source_id",), "plants": ("plant",),
    "kiln_classes": ("kiln_class",), "limits": ("limit_set", "metric"), "dosing": ("kiln_class", "material"),
    "materials": ("material",), "fuels": ("material",), "products": ("product",), "targets": ("target",),
    "demand": ("market", "product", "period"), "services": ("service",),
}  # fmt: skip
"""Levels of rows and columns that make the key of a table; class and limit set are those of the kiln."""
TOO_SMALL = 1e-7
"""Marginal value of a row below which it holds nothing [kCNY or kt per unit of the row]."""
ENOUGH = 1e-6
"""Part of what a column of the case moves in all that may stay without an owner."""
MOST_ALONE = 60
"""Figures of one column that are moved one by one at most."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the case: ``table`` may be ``days``, whose key is (kiln, period)."""

    table: str
    key: Key
    column: str
    value: float
    """In the unit of the dictionary."""
    move: Move
    """Per unit of the figure."""
    slope: float
    """Change of the objective per unit of it [kCNY or kt]."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A solved plan whose figures are moved."""

    built: Built
    transport: Transport
    system: System
    optimum: Optimum
    values: Floats
    """Of the plan, by column of the registry."""
    unmet: float

    def figures(self) -> Iterator[Figure]:
        """Every figure behind a row that holds the plan, with what it moves."""
        for (table, column, _), keys in self._binding().items():
            yield from self._of_column(table, column, sorted(keys, key=str))

    def _binding(self) -> dict[tuple[str, str, Key], set[Key]]:
        """Keys by table and column, items each apart, of all figures behind rows with a marginal value."""
        found: dict[tuple[str, str, Key], set[Key]] = {}
        for name, rows in self.built.registry.rows.items():
            duals = self.optimum.duals[rows.start : rows.start + len(rows.index)]
            for place in np.flatnonzero(np.abs(duals) > TOO_SMALL).tolist():
                behind = rows.behind[place]
                if behind is None:
                    continue
                table, key, column = behind
                if name == "c_days_max":
                    table, column = DAYS, DAYS
                    key = tuple(rows.index.iloc[place][["kiln", "period"]].astype(str))
                found.setdefault((table, column, key if table in ITEMS else ""), set()).add(key)
        return found

    def _of_column(self, table: str, column: str, keys: list[Key]) -> Iterator[Figure]:
        known = {key: value for key in keys if (value := self._value(table, key, column)) is not None}
        if not known:
            return
        every = self._moved(table, column, known)
        if every is not None:
            owners = self._owners(table)
            alone = self._unowned(every, owners, set(known))
            if alone <= ENOUGH:
                for key, value in known.items():
                    rows, columns = (np.array([o == key for o in part], dtype=bool) for part in owners)
                    yield self._figure(table, key, column, value, every.part(rows, columns))
                return
        for key, value in list(known.items())[:MOST_ALONE]:
            move = self._moved(table, column, {key: value})
            if move is not None:
                yield self._figure(table, key, column, value, move)

    def _figure(self, table: str, key: Key, column: str, value: float, move: Move) -> Figure:
        rows, columns = slopes(self.optimum, move)
        return Figure(table, key, column, value, move, float(rows.sum() + columns.sum()))

    def _value(self, table: str, key: Key, column: str) -> float | None:
        if table == DAYS:
            days = self.built.data.kiln_days
            found = days.loc[(days["kiln"] == key[0]) & (days["period"].astype(str) == key[1]), "days"]
            return float(found.iloc[0]) if len(found) else None
        if (table, key) == CAP[:2]:
            return self.built.aim.co2_cap if self.built.aim.aim == "cap" else None
        return number_in(self.built.data.case, table, key, column)

    def _moved(self, table: str, column: str, known: Mapping[Key, float]) -> Move | None:
        """What the figures move per unit of each, up or else down; none where rows come or go with them."""
        sizes = np.array(list(known.values()))
        for sign in (1.0, -1.0):
            step = sign * (STEP * float(np.median(np.abs(sizes[sizes != 0]))) if sizes.any() else 1e-3)
            data, aim = self._changed(table, column, list(known), step)
            registry = registry_of(self.transport, data, aim)
            if not same_shape(self.built.registry, registry):
                continue
            other = system_of(self.built, registry, data, aim)
            other = with_choices(other, self.built.registry, self.values, self.unmet)
            return move_between(self.system, other, step)
        return None

    def _changed(self, table: str, column: str, keys: list[Key], step: float) -> tuple[ModelData, Aim]:
        """Data and aim with the same step added to all the figures."""
        data, aim = self.built.data, self.built.aim
        if table == DAYS:
            return replace(data, kiln_days=more_days(data, set(keys), step)), aim
        if (table, keys) == (CAP[0], [CAP[1]]):
            return data, replace(aim, co2_cap=(aim.co2_cap or 0.0) + step)
        return prepare(with_step(data.case, table, column, keys, step), today=data.today), aim

    def _owners(self, table: str) -> tuple[list[Key | None], list[Key | None]]:
        """The key of the table's row that every row and every column of the model belongs to."""
        kilns = self.built.data.kilns
        return (
            [key for rows in self.built.registry.rows.values() for key in _keys(rows, table, kilns)],
            [key for columns in self.built.registry.columns.values() for key in _keys(columns, table, kilns)],
        )

    def _unowned(
        self, move: Move, owners: tuple[list[Key | None], list[Key | None]], known: set[Key]
    ) -> float:
        """Part of all that the column moves which belongs to none of the figures."""
        parts = slopes(self.optimum, move)
        whole = sum(float(np.abs(part).sum()) for part in parts)
        lost = sum(
            float(np.abs(part)[[owner not in known for owner in own]].sum())
            for part, own in zip(parts, owners, strict=True)
        )
        return lost / whole if whole else 0.0


def _keys(family: Rows | Columns, table: str, kilns: Any) -> Iterable[Key | None]:
    """Keys of one family by what stands behind its rows, else by its index."""
    size = len(family.index)
    if isinstance(family, Rows):
        behind = [b[1] if b is not None and b[0] == table else None for b in family.behind]
        if any(key is not None for key in behind):
            return behind
    levels = LEVELS.get(table)
    if levels is None:
        return [None] * size
    frame = family.index
    if "kiln" in frame and {"kiln_class", "limit_set"} & set(levels):
        frame = frame.assign(
            **{name: kilns[name].reindex(frame["kiln"]).to_numpy() for name in ("kiln_class", "limit_set")}
        )
    if not set(levels) <= set(frame.columns):
        return [None] * size
    if len(levels) == 1:
        return [str(key) for key in frame[levels[0]]]
    return list(map(tuple, frame[list(levels)].astype(str).itertuples(index=False, name=None)))


def more_days(data: ModelData, keys: set[Key], step: float) -> Any:
    """Days of kilns, and the room that bounds leave, with ``step`` days more for each line."""
    frame = data.kiln_days
    chosen = np.array([key in keys for key in zip(frame["kiln"], frame["period"].astype(str), strict=True)])
    added = np.where(chosen, step, 0.0)
    lines, capacity = (
        data.kilns[name].reindex(frame["kiln"]).to_numpy(float) for name in ("lines", "capacity")
    )
    return frame.assign(
        days=frame["days"] + added,
        room_days=frame["room_days"] + added * lines,
        room_clinker=frame["room_clinker"] + added * lines * capacity,
    )


def number_in(case: Case, table: str, key: Key, column: str) -> float | None:
    """The number in a cell, in the unit of the dictionary; none for a text, a blank, a flag or a count."""
    place = dictionary()[table].columns.get(str(key) if table in ITEMS else column)
    if place is None or place.type != "number":
        return None
    value = getattr(record_of(case, table, key), place.field, None)
    return None if value is None else float(value)


def record_of(case: Case, table: str, key: Key) -> Any:
    """The typed row of a cell."""
    return getattr(case, ITEMS[table]) if table in ITEMS else getattr(case, table).get(key)


def with_step(case: Case, table: str, column: str, keys: Iterable[Key], step: float) -> Case:
    """The case with ``step`` added to some figures of one column."""
    if table in ITEMS:
        record = getattr(case, ITEMS[table])
        fields = [dictionary()[table].columns[str(key)].field for key in keys]
        changed = replace(record, **{name: float(getattr(record, name)) + step for name in fields})
        return replace(case, **{ITEMS[table]: changed})
    field, rows = dictionary()[table].columns[column].field, dict(getattr(case, table))
    for key in keys:
        rows[key] = replace(rows[key], **{field: float(getattr(rows[key], field)) + step})
    put: dict[str, Any] = {table: Frozen(rows)}
    return replace(case, **put)
