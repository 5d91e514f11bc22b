"""Quality ratios of clinker, of everything fed and of the raw feed, recomputed from the oxides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.audit.chosen import in_force
from models.audit.codes import Code
from models.audit.composition import items
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, number
from models.audit.plan import Plan, once
from models.audit.textbook import MODULUS_BRANCH, TEXTBOOK, Ratio
from models.audit.tolerance import FLOOR_T, RATIO, tell

SO3_PER_S = 80.063 / 32.06
RETAINED = ("k2o", "na2o", "so3", "cl")
TINY = 1e-8
"""Smallest difference of a mass fraction that counts."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Tonnes of every item by period and kiln on the three bases; `mass` is what they are shared over."""

    clinker: pd.DataFrame
    fed: pd.DataFrame
    raw: pd.DataFrame

    def on(self, basis: str) -> pd.DataFrame:
        """Items on the basis of a metric."""
        return {"clinker": self.clinker, "input": self.fed, "raw": self.raw}[basis]


@once
def contents(plan: Plan) -> Contents:
    """Oxides and elements of each kiln's clinker and feed, from the grades and fuels it takes."""
    names, index, kilns = items(plan.case), plan.running.index, plan.running
    keys = ["period", "kiln"]
    raw = _sums(plan.raw[names].mul(plan.raw["dry"], axis=0), plan.raw[keys], index)
    ash_t = plan.burnt["wet_t"] * plan.burnt["ash"]
    ashes = plan.ashes.reindex(plan.burnt["material"]).set_axis(plan.burnt.index)
    ash = _sums(ashes[names].mul(ash_t, axis=0), plan.burnt[keys], index)
    own = pd.DataFrame(0.0, index=plan.burnt.index, columns=names)
    own["so3"], own["cl"] = (
        plan.burnt["wet_t"] * plan.burnt["sulphur"] * SO3_PER_S,
        plan.burnt["wet_t"] * plan.burnt["chlorine"],
    )
    fuel = _sums(own, plan.burnt[keys], index)
    kept = kept_shares(plan)
    clinker = (raw.mul(1 - kilns["dust_loss"], axis=0) + ash.mul(kilns["ash_retained"], axis=0) + fuel) * kept
    dry = plan.raw.groupby(keys)["dry"].sum().reindex(index).fillna(0.0)
    burnt = plan.burnt.groupby(keys)["wet_t"].sum().reindex(index).fillna(0.0)
    return Contents(
        clinker=clinker.assign(mass=kilns["clinker_t"]),
        fed=(raw + ash + fuel).assign(mass=dry + burnt),
        raw=raw.assign(mass=dry),
    )


def kept_shares(plan: Plan) -> pd.DataFrame:
    """Part of every item that stays in the clinker, dust and ash left out, by period and kiln."""
    kept = pd.DataFrame(1.0, index=plan.running.index, columns=items(plan.case))
    for item in RETAINED:
        kept[item] = plan.running[f"retention_{item}"] + _bypassed(plan, item)
    for element, row in plan.case.elements.items():
        kept[element] = row.retention / 100
    return kept


def _bypassed(plan: Plan, item: str) -> pd.Series:
    """By how much bypasses that are on change what is kept of an item, by period and kiln."""
    rows = in_force(plan, "retention").rename(columns={"target": "kiln"})
    if rows.empty:
        return pd.Series(0.0, index=plan.running.index)
    points = amounts(rows[rows["item"] == item], ["period", "kiln"], "amount") / 100
    return points.reindex(plan.running.index).astype(float).fillna(0.0)


def _sums(values: pd.DataFrame, keys: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    grouped = values.groupby([keys["period"], keys["kiln"]]).sum()
    return grouped.reindex(index).fillna(0.0)


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Every limited ratio of every kiln that makes clinker."""
    content = contents(plan)
    running = plan.running[plan.running["clinker_t"] > FLOOR_T]
    wanted = {(row.limit_set, row.metric): row for row in plan.case.limits.values()}
    values: list[pd.Series] = []
    for metric in sorted({m for _, m in wanted}):
        ratio = ratio_of(plan, metric)
        if ratio is None:
            continue
        bounds = [wanted.get((s, metric)) for s in running["limit_set"]]
        limited = running[np.array([b is not None for b in bounds], dtype=bool)]
        lower = pd.Series([_blank(b.lower) for b in bounds if b], index=limited.index, dtype=float)
        upper = pd.Series([_blank(b.upper) for b in bounds if b], index=limited.index, dtype=float)
        x = content.on(ratio.basis).loc[limited.index]
        yield from _window(metric, ratio, x, lower=lower, upper=upper)
        yield from _branch(metric, ratio, content.clinker.loc[limited.index])
        yield from _denominator(metric, ratio, x, limited["clinker_t"])
        values.append(_named(ratio.value(x), metric))
    if values and "quality" in plan.tables:
        yield from _reported(plan.tables["quality"], pd.concat(values))


def ratio_of(plan: Plan, metric: str) -> Ratio | None:
    """The case's own metric, else the textbook one."""
    own = plan.case.metrics.get(metric)
    if own is None:
        return TEXTBOOK.get(metric)
    terms = [t for t in plan.case.metric_terms.values() if t.metric == metric]
    return Ratio(
        basis=own.basis,
        scale=own.scale,
        branch=own.branch,
        floor=own.floor,
        above=_linear({t.item: t.weight for t in terms if t.side == "numerator"}),
        under=_linear({t.item: t.weight for t in terms if t.side == "denominator"}),
    )


def _linear(weights: Mapping[str, float]) -> Callable[[pd.DataFrame], pd.Series]:
    def form(x: pd.DataFrame) -> pd.Series:
        parts = x[list(weights)].to_numpy(dtype=float)
        return pd.Series(parts @ np.array(list(weights.values())), index=x.index)

    return form


def _blank(value: float | None) -> float:
    return np.nan if value is None else number(value)


def _named(values: pd.Series, metric: str) -> pd.Series:
    levels = [values.index.get_level_values(name) for name in ("period", "kiln")]
    index = pd.MultiIndex.from_arrays([*levels, [metric] * len(values)], names=["period", "kiln", "metric"])
    return pd.Series(values.to_numpy(dtype=float), index=index)


def _window(
    metric: str, ratio: Ratio, x: pd.DataFrame, *, lower: pd.Series, upper: pd.Series
) -> Iterator[AuditFinding]:
    """Value against both limits; `TINY` of the mass keeps limits at zero from tripping."""
    value = ratio.value(x)
    grain = TINY * ratio.scale * x["mass"] / ratio.under(x).abs()
    low = value < lower - lower.abs() * RATIO - grain
    high = value > upper + upper.abs() * RATIO + grain
    for code, wrong, limit in ((Code.RATIO_LOWER, low, lower), (Code.RATIO_UPPER, high, upper)):
        if wrong.any():
            yield from tell(code, _named(value[wrong], metric), limit[wrong], unit="-")


def _branch(metric: str, ratio: Ratio, clinker: pd.DataFrame) -> list[AuditFinding]:
    """A form of KH or Bogue counts only on its side of the alumina modulus."""
    if ratio.branch == "any":
        return []
    modulus = clinker["al2o3"] / clinker["fe2o3"]
    edge = MODULUS_BRANCH * RATIO
    wrong = modulus < MODULUS_BRANCH - edge if ratio.branch == "im_high" else modulus > MODULUS_BRANCH + edge
    return tell(
        Code.RATIO_BRANCH, _named(modulus[wrong], metric), modulus[wrong] * 0 + MODULUS_BRANCH, unit="-"
    )


def _denominator(metric: str, ratio: Ratio, x: pd.DataFrame, clinker: pd.Series) -> list[AuditFinding]:
    """A denominator is positive, and not below its floor per tonne of clinker."""
    under, floor = ratio.under(x) / clinker, ratio.floor or 0.0
    wrong = (under <= 0) | (under < floor * (1 - RATIO) - TINY)
    return tell(Code.RATIO_DENOMINATOR, _named(under[wrong], metric), under[wrong] * 0 + floor, unit="-")


def _reported(table: pd.DataFrame, values: pd.Series) -> list[AuditFinding]:
    """The quality table of the results says the same values."""
    told = table.set_index(["period", "kiln", "metric"])["value"].astype(float)
    both = told.index.intersection(values.index)
    told, values = told[both], values[both]
    wrong = ~((told - values).abs() <= RATIO * values.abs() + 1e-6)
    return tell(Code.RATIO_REPORTED, told[wrong], values[wrong], unit="-")
