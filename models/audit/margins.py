"""Quality limits with materials at their worst: the largest deviations of each kiln, sorted and added up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cases.records import Limit
from cases.variability import at_worst, deviation
from models.audit.codes import Code
from models.audit.composition import items
from models.audit.finding import AuditFinding
from models.audit.plan import Plan, once
from models.audit.quality import SO3_PER_S, TINY, contents, kept_shares, ratio_of
from models.audit.textbook import Ratio
from models.audit.tolerance import FLOOR_T, RATIO, tell

KEYS = ["period", "kiln"]


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Every limit that asks for a margin holds with so many materials at their worst at once."""
    asked = [(limit, at_worst(plan.case, limit)) for limit in plan.case.limits.values()]
    for limit, count in asked:
        ratio = ratio_of(plan, limit.metric)
        if count > 0 and ratio is not None:
            yield from _limit(plan, limit, ratio, count)


def _limit(plan: Plan, limit: Limit, ratio: Ratio, count: float) -> Iterator[AuditFinding]:
    running = plan.running[
        (plan.running["clinker_t"] > FLOOR_T) & (plan.running["limit_set"] == limit.limit_set)
    ]
    if running.empty:
        return
    x = contents(plan).on(ratio.basis).loc[running.index]
    value, under = ratio.value(x), ratio.under(x)
    for bound, sign in ((limit.lower, 1.0), (limit.upper, -1.0)):
        if bound is None:
            continue
        worst = _worst(plan, ratio, bound, count).reindex(running.index).fillna(0.0)
        at_worst_value = value - sign * worst / under
        grain = TINY * ratio.scale * x["mass"] / under.abs() + RATIO * abs(bound)
        wrong = sign * (at_worst_value - bound) < -grain
        if wrong.any():
            names = [at_worst_value.index.get_level_values(name) for name in KEYS]
            index = pd.MultiIndex.from_arrays(
                [*names, [limit.metric] * len(running)], names=[*KEYS, "metric"]
            )
            told = pd.Series(at_worst_value.to_numpy(float), index=index)[wrong.to_numpy()]
            yield from tell(Code.RATIO_WORST, told, told * 0 + bound, unit="-")


def _worst(plan: Plan, ratio: Ratio, bound: float, count: float) -> pd.Series:
    """By period and kiln: the ``count`` largest deviations of the row, the last of a fraction in part."""
    varied, names = deviations(plan)[ratio.basis], items(plan.case)
    unit = pd.DataFrame(np.eye(len(names)), columns=names).assign(mass=0.0)
    weights = ratio.scale * ratio.above(unit).to_numpy(float) - bound * ratio.under(unit).to_numpy(float)
    each = (varied[names].to_numpy(float) @ np.abs(weights)) * plan.case.info.worst_deviations
    by_grade = varied[[*KEYS, "grade"]].assign(loss=each).groupby([*KEYS, "grade"])["loss"].sum()

    def most(losses: pd.Series) -> float:
        ordered = np.sort(losses.to_numpy(float))[::-1]
        taken = np.clip(count - np.arange(len(ordered)), 0.0, 1.0)
        return float(ordered @ taken)

    return by_grade.groupby(KEYS).apply(most)


@once
def deviations(plan: Plan) -> dict[str, pd.DataFrame]:
    """Tonnes of every item by which each row of the feed may err: period, kiln, grade and items, by basis."""
    names, case = items(plan.case), plan.case
    kept = kept_shares(plan)
    raw = plan.raw[[*KEYS, "grade"]].copy()
    for item in names:
        share = [deviation(case, material, item).share for material in plan.raw["material"]]
        raw[item] = plan.raw[item] * plan.raw["dry"] * share
    fuel, clinker_fuel = _fuels(plan, names)
    dust = 1 - _of(plan, plan.raw, "dust_loss")
    kept_raw = raw.assign(**{item: raw[item] * dust * _at(kept[item], raw) for item in names})
    kept_fuel = clinker_fuel.assign(**{i: clinker_fuel[i] * _at(kept[i], clinker_fuel) for i in names})
    return {
        "raw": raw,
        "input": pd.concat([raw, fuel], ignore_index=True),
        "clinker": pd.concat([kept_raw, kept_fuel], ignore_index=True),
    }


def _fuels(plan: Plan, names: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of fuels as fed, and of what is retained of their ash in the clinker."""
    case, burnt = plan.case, plan.burnt
    share = {
        name: np.array([deviation(case, material, name).share for material in burnt["material"]], dtype=float)
        for name in ("ash", "sulphur", "chlorine")
    }
    ashes = plan.ashes.reindex(burnt["material"]).set_axis(burnt.index)
    solid = ashes[names].mul(burnt["wet_t"] * burnt["ash"] * share["ash"], axis=0)
    own = {
        "so3": burnt["wet_t"] * burnt["sulphur"] * SO3_PER_S * share["sulphur"],
        "cl": burnt["wet_t"] * burnt["chlorine"] * share["chlorine"],
    }
    retained = solid.mul(_of(plan, burnt, "ash_retained"), axis=0)
    for item, extra in own.items():
        solid[item] = solid[item] + extra
        retained[item] = retained[item] + extra
    keys = burnt[[*KEYS, "grade"]]
    return keys.join(solid), keys.join(retained)


def _of(plan: Plan, rows: pd.DataFrame, column: str) -> np.ndarray:
    return _at(plan.running[column], rows)


def _at(values: pd.Series, rows: pd.DataFrame) -> np.ndarray:
    """Figures by period and kiln for rows that name both."""
    return values.reindex(pd.MultiIndex.from_frame(rows[KEYS])).to_numpy(float)
