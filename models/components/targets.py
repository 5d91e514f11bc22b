"""Targets: floors and ceilings on indicators of the region, a prefecture, a company or a line; the CO2 peak.

Nothing of this binds today: it is only told for it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.policy import CAPACITY, indicators, required, targeted, years
from cases.records import Target
from models.data import ModelData
from models.form_rows import Ask, split, summed
from models.registry import Kind, Registry
from models.target_rows import KEYS, target_rows


def add(registry: Registry, data: ModelData) -> None:
    """Write numerator − required · denominator ≥ 0, or ≤ 0; of a total, numerator ≥ or ≤ required."""
    if data.today:
        return
    asked = [(t, s, y) for t, s, y in targeted(data.case) if t.indicator != CAPACITY]
    if asked:
        index = pd.DataFrame([(t.target, s, y) for t, s, y in asked], columns=KEYS)
        _ratios(registry, data, index)
    _peak(registry, data)


def _ratios(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    parts, right = [], np.zeros(len(index))
    for name, some in index.groupby("target", sort=False):
        asks, right[some.index] = _asks(data.case.targets[str(name)])
        numbered = some[["subject", "year"]].assign(number=some.index)
        parts.append(summed(registry, data, numbered, asks))
    decided, constant = split(pd.concat(parts, ignore_index=True), len(index))
    rows = target_rows(registry, data, "c_target", index, right - constant)
    registry.add_terms(rows[decided["number"]], decided["col"], decided["coef"])


def _asks(target: Target) -> tuple[list[Ask], float]:
    """Forms of the row and what stands on its right."""
    indicator, item = indicators()[target.indicator], target.item or "*"
    wanted = required(target) / indicator.factor
    numerator: list[Ask] = [(target.scope, indicator.numerator, item, 1.0)]
    if not indicator.denominator:
        return numerator, wanted
    return [*numerator, (target.scope, indicator.denominator, item, -wanted)], 0.0


def _peak(registry: Registry, data: ModelData) -> None:
    """CO2 of a year after the peak ≤ CO2 of the modelled year before it [kt]."""
    peak, known = data.case.info.peak_year, years(data.case)
    before = dict(zip(known[1:], known, strict=False))
    later = [year for year in before if peak is not None and int(year) > peak]
    if not later:
        return
    rows = registry.add_rows(
        "c_peak", pd.DataFrame({"year": later}), unit="kt", kind=Kind.LIMIT, upper=0.0,
        behind=[("case", "peak_year", "value")] * len(later), give=("CNY/t", 1000.0),
    )  # fmt: skip
    for sign, of in ((1.0, later), (-1.0, [before[year] for year in later])):
        index = pd.DataFrame({"number": np.arange(len(of)), "subject": "region", "year": of})
        terms = summed(registry, data, index, [("region", "co2", "*", sign)])
        registry.add_terms(rows[terms["number"]], terms["col"], terms["coef"])
