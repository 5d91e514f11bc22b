"""What the components register: columns, rows, terms, balances, effects and activities.

Components never import one another. They meet here, by name: a component registers its
columns, adds terms to its own rows, contributes to shared balances and names its effects on
money and CO2. Everything is kept as arrays; ``models.assembly`` turns it into a Pyomo model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = float | Floats | pd.Series
Behind: TypeAlias = tuple[str, str | tuple[str, ...], str]
"""The case row behind a row of the model: table, key, column."""
OPEN = 1e12
"""Upper bound of a total that is yet to be found [kCNY, kt]: above anything a case can reach."""


class Kind(StrEnum):
    """What may give: a law of nature never does, a business limit may, a choice is the model's own."""

    LAW = "law"
    LIMIT = "limit"
    CHOICE = "choice"


class Domain(StrEnum):
    """Values a decision may take."""

    CONTINUOUS = "continuous"
    INTEGER = "integer"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Columns:
    """A family of decisions; ``index`` has one row a decision, ``start`` is its first column number."""

    name: str
    index: pd.DataFrame
    unit: str
    domain: Domain
    lower: Floats
    upper: Floats
    start: int

    @property
    def numbers(self) -> Ints:
        """Column numbers in the order of the index."""
        return np.arange(self.start, self.start + len(self.index), dtype=np.int64)

    @property
    def frame(self) -> pd.DataFrame:
        """The index with a column ``col`` of column numbers."""
        return self.index.assign(col=self.numbers)


@dataclass(frozen=True, slots=True)
class Rows:
    """A family of rows ``lower <= sum of terms <= upper``; the written row is multiplied by ``scale``."""

    name: str
    index: pd.DataFrame
    unit: str
    kind: Kind
    lower: Floats
    upper: Floats
    start: int
    behind: tuple[Behind | None, ...]
    give_unit: str | None
    give_price: float | None
    scale: Floats


@dataclass(slots=True)
class Terms:
    """Three equal arrays: where (row or key), column, coefficient."""

    where: list[npt.NDArray[np.int64] | pd.DataFrame] = field(default_factory=list)
    cols: list[Ints] = field(default_factory=list)
    coefs: list[Floats] = field(default_factory=list)


def floats(values: Numbers, size: int) -> Floats:
    """``values`` as an array of ``size`` floats."""
    array = np.asarray(values, dtype=np.float64)
    return np.full(size, float(array)) if array.ndim == 0 else array


class Registry:
    """Everything the components say, in the order they say it."""

    def __init__(self) -> None:
        self.columns: dict[str, Columns] = {}
        self.rows: dict[str, Rows] = {}
        self.terms = Terms()
        self.balances: dict[str, Terms] = {}
        self.effects: dict[str, list[tuple[Ints, Floats]]] = {}
        self.activities: dict[str, Terms] = {}
        self._width = 0
        self._height = 0

    @property
    def width(self) -> int:
        """Number of columns registered."""
        return self._width

    @property
    def height(self) -> int:
        """Number of rows registered."""
        return self._height

    def add_columns(
        self,
        name: str,
        index: pd.DataFrame,
        *,
        unit: str,
        lower: Numbers = 0.0,
        upper: Numbers = np.inf,
        domain: Domain = Domain.CONTINUOUS,
    ) -> pd.DataFrame:
        """Register decisions and return their index with column numbers in ``col``."""
        size = len(index)
        family = Columns(
            name,
            index.reset_index(drop=True),
            unit,
            domain,
            floats(lower, size),
            floats(upper, size),
            self._width,
        )
        self.columns[name] = family
        self._width += size
        return family.frame

    def frame(self, name: str) -> pd.DataFrame:
        """Index and column numbers of a registered family."""
        return self.columns[name].frame

    def add_rows(
        self,
        name: str,
        index: pd.DataFrame,
        *,
        unit: str,
        kind: Kind,
        lower: Numbers = -np.inf,
        upper: Numbers = np.inf,
        behind: Sequence[Behind | None] | None = None,
        give: tuple[str, float] | None = None,
        scale: Numbers = 1.0,
    ) -> Ints:
        """Register rows and return their numbers; ``give`` is unit and price at which a limit may give."""
        size = len(index)
        cells = tuple(behind) if behind is not None else (None,) * size
        family = Rows(
            name,
            index.reset_index(drop=True),
            unit,
            kind,
            floats(lower, size),
            floats(upper, size),
            self._height,
            cells,
            give[0] if give else None,
            give[1] if give else None,
            floats(scale, size),
        )
        self.rows[name] = family
        self._height += size
        return np.arange(family.start, family.start + size, dtype=np.int64)

    def row_frame(self, name: str) -> pd.DataFrame:
        """Index of a family of rows with a column ``row`` of row numbers: for other components' terms."""
        family = self.rows[name]
        return family.index.assign(row=np.arange(family.start, family.start + len(family.index)))

    def add_terms(self, rows: Ints | pd.Series, cols: Ints | pd.Series, coefs: Numbers) -> None:
        """Add ``coefs`` at (``rows``, ``cols``); equal places add up."""
        where = np.asarray(rows, dtype=np.int64)
        self.terms.where.append(where)
        self.terms.cols.append(np.asarray(cols, dtype=np.int64))
        self.terms.coefs.append(floats(coefs, len(where)))

    def contribute(self, balance: str, keys: pd.DataFrame, cols: Ints | pd.Series, coefs: Numbers) -> None:
        """Add terms to a shared balance whose rows are written by ``models.balances``."""
        _append(self.balances.setdefault(balance, Terms()), keys, cols, coefs)

    def act(self, activity: str, keys: pd.DataFrame, cols: Ints | pd.Series, coefs: Numbers) -> None:
        """Name an activity (clinker, feed, heat, power, a volatile …) as a linear form to act on."""
        _append(self.activities.setdefault(activity, Terms()), keys, cols, coefs)

    def affect(self, effect: str, cols: Ints | pd.Series, coefs: Numbers) -> None:
        """Add to a named cost (kCNY), CO2 scope (kt) or preference; see ``models.objective``."""
        numbers = np.asarray(cols, dtype=np.int64)
        self.effects.setdefault(effect, []).append((numbers, floats(coefs, len(numbers))))

    def effect_vector(self, effect: str) -> Floats:
        """Coefficients of a named effect over all columns."""
        vector = np.zeros(self._width)
        for cols, coefs in self.effects.get(effect, []):
            np.add.at(vector, cols, coefs)
        return vector


def _append(terms: Terms, keys: pd.DataFrame, cols: Ints | pd.Series, coefs: Numbers) -> None:
    if not len(keys):
        return
    terms.where.append(keys.reset_index(drop=True))
    terms.cols.append(np.asarray(cols, dtype=np.int64))
    terms.coefs.append(floats(coefs, len(keys)))
