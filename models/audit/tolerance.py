"""How far plan and case may differ, and the comparisons that turn differences into findings."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.audit.codes import Code
from models.audit.finding import AuditFinding

Numbers: TypeAlias = npt.NDArray[np.float64]

BALANCE = 1e-3
"""t per t: one kilogram per tonne on a mass balance."""
RATIO = 1e-4
"""Relative difference of a ratio or of a limit."""
MONEY = 0.01
"""CNY per tonne of cement."""
FLOOR_T = 0.5
"""t (GJ, CNY, t CO2): below this an amount counts as zero."""
NOTHING = 1e-3
"""Smallest negative amount that is told, in the unit of the amount (1 kg)."""


def slack(scale: Numbers, *, relative: float = BALANCE, floor: float = FLOOR_T) -> Numbers:
    """Largest difference that counts as equal, in the unit of `scale`."""
    return np.maximum(np.abs(scale) * relative, floor)


def unequal(
    code: Code,
    got: pd.Series,
    want: pd.Series,
    *,
    unit: str,
    relative: float = BALANCE,
    floor: float = FLOOR_T,
) -> list[AuditFinding]:
    """Findings where the two differ; a key that one side lacks counts as zero there."""
    if got.index is not want.index and not got.index.equals(want.index):
        got, want = got.align(want, join="outer", fill_value=0.0)
    left, right = numbers(got), numbers(want)
    scale = np.maximum(np.abs(left), np.abs(right))
    return _told(
        code, got, right, ~(np.abs(left - right) <= slack(scale, relative=relative, floor=floor)), unit
    )


def above(
    code: Code,
    got: pd.Series,
    limit: pd.Series,
    *,
    unit: str,
    relative: float = RATIO,
    floor: float = FLOOR_T,
) -> list[AuditFinding]:
    """Findings where `got` exceeds its limit; a limit that is missing does not bind."""
    bound = _bounds(got, limit)
    edge = bound + slack(bound, relative=relative, floor=floor)
    return _told(code, got, bound, ~np.isnan(bound) & ~(numbers(got) <= edge), unit)


def below(
    code: Code,
    got: pd.Series,
    limit: pd.Series,
    *,
    unit: str,
    relative: float = RATIO,
    floor: float = FLOOR_T,
) -> list[AuditFinding]:
    """Findings where `got` falls short of its limit; a limit that is missing does not bind."""
    bound = _bounds(got, limit)
    edge = bound - slack(bound, relative=relative, floor=floor)
    return _told(code, got, bound, ~np.isnan(bound) & ~(numbers(got) >= edge), unit)


def numbers(values: pd.Series) -> Numbers:
    """The figures of a series as floats."""
    return values.to_numpy(dtype=float)


def _bounds(got: pd.Series, limit: pd.Series) -> Numbers:
    return numbers(limit if limit.index is got.index else limit.reindex(got.index))


def _told(
    code: Code, got: pd.Series, limit: Numbers, wrong: npt.NDArray[np.bool_], unit: str
) -> list[AuditFinding]:
    if not wrong.any():
        return []
    values = got[wrong]
    return tell(code, values, pd.Series(limit[wrong], index=values.index), unit=unit)


def tell(code: Code, got: pd.Series, limit: pd.Series, *, unit: str) -> list[AuditFinding]:
    """One finding a row; the index gives period, subject and the parameters of the sentence."""
    names = [str(name) for name in got.index.names]
    return [
        _finding(code, names, key if isinstance(key, tuple) else (key,), float(value), float(bound), unit)
        for key, value, bound in zip(got.index, got, limit, strict=True)
    ]


def _finding(
    code: Code, names: list[str], key: tuple[object, ...], value: float, limit: float, unit: str
) -> AuditFinding:
    params = {name: str(part) for name, part in zip(names, key, strict=True)}
    subject = "/".join(part for name, part in params.items() if name != "period")
    return AuditFinding(
        code=code,
        subject=subject,
        period=params.get("period", ""),
        value=value,
        limit=limit,
        unit=unit,
        params=params,
    )
