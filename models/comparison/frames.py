"""Two states side by side: tidy rows with unit, current, plan and change; amounts shared out by weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

VALUES = ["measure", "unit", "current", "plan", "change"]
_UNITS = (
    ("_cny_per_t", "{currency}/t"),
    ("_kgce_per_t", "kgce/t"),
    ("_gj_per_t", "GJ/t"),
    ("_kg_per_t", "kg/t"),
    ("_kg_per_t_cementitious", "kg/t"),
    ("_cny", "{currency}"),
    ("_tkm", "t·km"),
    ("_tonnes", "t"),
    ("_amount", "{currency}"),
    ("_pct", "%"),
    ("_t", "t"),
    ("_days", "d"),
)


def unit_of(measure: str, currency: str) -> str:
    """Unit that the ending of a measure's name carries; money in the case's currency, "-" for ratios."""
    if measure.startswith("cost") and "_per_" not in measure:
        return currency
    for ending, unit in _UNITS:
        if f"_{measure}".endswith(ending):
            return unit.format(currency=currency)
    return "-"


def side_by_side(current: pd.DataFrame, plan: pd.DataFrame, *, currency: str) -> pd.DataFrame:
    """Tidy rows from two wide frames, index = ids, columns = measures, change = plan - current.

    A measure that a state does not define (per tonne of a kiln that stands) is NaN there and in the change;
    ids of only one state are NaN in the other, so callers give both states the same ids or fill zeros first.
    """
    names = list(plan.index.names)
    long = [_long(frame, name) for frame, name in ((current, "current"), (plan, "plan"))]
    merged = long[1].join(long[0], how="outer").reindex(_order(current, plan))
    merged = merged.reset_index()
    merged["unit"] = [unit_of(measure, currency) for measure in merged["measure"]]
    merged["change"] = merged["plan"] - merged["current"]
    return merged[[*names, *VALUES]]


def _long(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    stacked = frame.astype(float).melt(ignore_index=False, var_name="measure", value_name=name)
    return stacked.set_index("measure", append=True)


def _order(current: pd.DataFrame, plan: pd.DataFrame) -> pd.MultiIndex:
    """Ids as the plan has them, then those of today alone; measures in their own order within each."""
    ids = plan.index.append(current.index.difference(plan.index, sort=False))
    parts = [key if isinstance(key, tuple) else (key,) for key in ids]
    rows = [(*key, measure) for key in parts for measure in plan.columns]
    return pd.MultiIndex.from_tuples(rows, names=[*plan.index.names, "measure"])


def spread(amounts: pd.DataFrame, weights: pd.DataFrame, *, by: Sequence[str], weight: str) -> pd.DataFrame:
    """Share out ``amount`` of each row over the rows of ``weights`` with the same ``by``, in proportion.

    Nothing is lost: where all weights are zero the shares are equal, and an amount that nobody answers for
    keeps its row with "" for whom it belongs to.
    """
    targets = [name for name in weights.columns if name not in (*by, weight)]
    summed = weights.groupby([*by, *targets], as_index=False)[weight].sum()
    groups = summed.groupby(list(by))[weight]
    whole, count = groups.transform("sum"), groups.transform("size")
    summed["share"] = (summed[weight] / whole.where(whole != 0)).fillna(1.0 / count)
    merged = amounts.merge(summed.drop(columns=weight), on=list(by), how="left")
    merged["amount"] = merged["amount"] * merged.pop("share").fillna(1.0)
    merged[targets] = merged[targets].fillna("")
    return merged


def per(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Ratio, NaN where there is nothing to divide by."""
    return part / whole.where(whole != 0)


def totals_by(frame: pd.DataFrame, keys: Sequence[str], columns: Iterable[str]) -> pd.DataFrame:
    """Sums over all periods; a sum over blanks alone stays blank."""
    return frame.groupby(list(keys))[list(columns)].sum(min_count=1)


def named(values: Mapping[str, str | None], missing: str) -> dict[str, str]:
    """Ids with a text each, ``missing`` where nothing was stated."""
    return {key: value or missing for key, value in values.items()}
