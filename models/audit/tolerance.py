"""How far plan and case may differ, and the comparisons that turn differences into findings."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from models.audit.codes import Code
from models.audit.finding import AuditFinding

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


def slack(scale: pd.Series, *, relative: float = BALANCE, floor: float = FLOOR_T) -> pd.Series:
    """Largest difference that counts as equal, in the unit of `scale`."""
    return cast("pd.Series", scale.abs().mul(relative).clip(lower=floor))


def unequal(
    code: Code, got: pd.Series, want: pd.Series, *, unit: str, relative: float = BALANCE, floor: float = FLOOR_T
) -> list[AuditFinding]:
    """Findings where the two differ; a key that one side lacks counts as zero there."""
    left, right = got.align(want, join="outer", fill_value=0.0)
    scale = cast("pd.Series", np.maximum(left.abs(), right.abs()))
    wrong = ~((left - right).abs() <= slack(scale, relative=relative, floor=floor))
    return tell(code, left[wrong], right[wrong], unit=unit)


def above(
    code: Code, got: pd.Series, limit: pd.Series, *, unit: str, relative: float = RATIO, floor: float = FLOOR_T
) -> list[AuditFinding]:
    """Findings where `got` exceeds its limit; a limit that is missing does not bind."""
    bound = limit.reindex(got.index)
    wrong = bound.notna() & ~(got <= bound + slack(bound.fillna(0.0), relative=relative, floor=floor))
    return tell(code, got[wrong], bound[wrong], unit=unit)


def below(
    code: Code, got: pd.Series, limit: pd.Series, *, unit: str, relative: float = RATIO, floor: float = FLOOR_T
) -> list[AuditFinding]:
    """Findings where `got` falls short of its limit; a limit that is missing does not bind."""
    bound = limit.reindex(got.index)
    wrong = bound.notna() & ~(got >= bound - slack(bound.fillna(0.0), relative=relative, floor=floor))
    return tell(code, got[wrong], bound[wrong], unit=unit)


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
