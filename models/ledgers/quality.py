"""Every quality ratio of every kiln, from what was fed to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from cases.chemistry import ITEMS, S_TO_SO3, VOLATILES, MetricDef, metric_defs
from cases.grades import grades
from cases.records import Analysis
from models.ledgers.projects import built

KEYS = ["period", "kiln"]


def quality_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every built-in and stated metric with its limits: period, kiln, metric, value, lower, upper, unit."""
    masses = _masses(case, tables)
    running = tables["kiln_running"]
    kilns = running.loc[running["clinker_t"] > 0, KEYS]
    sets = {k: case.kiln_classes[v.kiln_class].limit_set for k, v in case.kilns.items()}
    parts = []
    for name, metric in metric_defs(case).items():
        part = kilns.assign(metric=name, value=_value(masses[metric.basis], metric, kilns), unit=metric.unit)
        limits = [case.limits.get((sets[k], name)) for k in part["kiln"]]
        for side in ("lower", "upper"):
            bounds = [getattr(limit, side) if limit else None for limit in limits]
            part[side] = pd.Series(bounds, index=part.index, dtype=float)
        parts.append(part)
    columns = [*KEYS, "metric", "value", "lower", "upper", "unit"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _value(masses: pd.DataFrame, metric: MetricDef, kilns: pd.DataFrame) -> list[float]:
    def form(weights: Mapping[str, float]) -> pd.Series:
        return masses[list(weights)].dot(pd.Series(weights, dtype=float))

    below = form(metric.denominator)
    ratio = metric.scale * form(metric.numerator) / below.where(below != 0)
    return ratio.reindex(pd.MultiIndex.from_frame(kilns)).tolist()


def _masses(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Tonnes of every item by kiln and basis."""
    feed = tables["kiln_feed"]
    items = [i for i in (*ITEMS, *case.elements) if i != "mass"]
    content = pd.concat([_contents(case, feed, items)], axis=1)
    kept = content.copy()
    share = _kept_shares(case, feed, items, bypassed_points(case, tables))
    for item in items:
        kept[item] = content[item] * share[item]
    raw = feed["use"] == "raw"
    by = [feed["period"], feed["kiln"]]
    fed = feed["dry_t"].where(raw, feed["wet_t"])
    clinker = tables["kiln_running"].set_index(KEYS)["clinker_t"]
    bases = {
        "clinker": kept.groupby(by).sum(),
        "input": content.assign(mass=fed).groupby(by).sum(),
        "raw": content[raw].assign(mass=fed[raw]).groupby([feed["period"][raw], feed["kiln"][raw]]).sum(),
    }
    bases["clinker"]["mass"] = clinker.reindex(bases["clinker"].index)
    return bases


def _contents(case: Case, feed: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Tonnes of every item that each row of the feed brings."""
    known = grades(case)
    table = {
        (use, name): _fractions(case, use, known[name].material, known[name].analysis, items)
        for use, name in set(zip(feed["use"], feed["grade"], strict=True))
    }
    amount = feed["dry_t"].where(feed["use"] == "raw", feed["wet_t"])
    rows = [table[key] for key in zip(feed["use"], feed["grade"], strict=True)]
    return pd.DataFrame(rows, index=feed.index, columns=items).mul(amount, axis=0)


def _fractions(
    case: Case, use: str, material: str, analysis: Analysis | None, items: list[str]
) -> dict[str, float]:
    if use == "raw":
        return {item: _content(analysis, item, case) for item in items}
    fuel = case.fuels[material]
    ash = case.analyses[fuel.ash_analysis] if fuel.ash_analysis else None
    found = {item: fuel.ash / 100.0 * _content(ash, item, case) for item in items}
    found["so3"] += S_TO_SO3 * (fuel.sulphur or 0.0) / 100.0
    found["cl"] += (fuel.chlorine or 0.0) / 100.0
    return found


def _content(analysis: Analysis | None, item: str, case: Case) -> float:
    if analysis is None:
        return 0.0
    if item in case.elements:
        return (analysis.traces.get(item) or 0.0) / 1e6
    return (getattr(analysis, item) or 0.0) / 100.0


def bypassed_points(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, str], float]:
    """Points (per cent of what is fed, below zero) by which bypasses that run lower what is kept.

    By period, kiln and item.
    """
    on, points = built(case, tables), defaultdict[tuple[str, str, str], float](float)
    for (project, effect, kiln, item), row in case.project_effects.items():
        for period, time in case.periods.items() if effect == "retention" else ():
            points[period, kiln, item] += row.amount * on.get((project, str(time.year)), 0.0)
    return points


def _kept_shares(
    case: Case, feed: pd.DataFrame, items: list[str], points: Mapping[tuple[str, str, str], float]
) -> pd.DataFrame:
    """Share of each item that stays in the clinker: dust, ash retained and volatile retention."""
    rows = []
    keys = zip(feed["period"], feed["kiln"], feed["use"], feed["material"], strict=True)
    for period, kiln, use, material in keys:
        figures = case.kiln_classes[case.kilns[kiln].kiln_class]
        base = (1.0 - figures.dust_loss / 100.0) if use == "raw" else 1.0
        row = {}
        for item in items:
            kept = base
            if item in VOLATILES:
                kept *= (
                    getattr(figures, f"retention_{item}") + points.get((period, kiln, item), 0.0)
                ) / 100.0
            elif item in case.elements:
                kept *= case.elements[item].retention / 100.0
            row[item] = kept
        if use == "fuel":
            row = _ash_kept(case, material, row, figures.ash_retained / 100.0)
        rows.append(row)
    return pd.DataFrame(rows, index=feed.index, columns=items)


def _ash_kept(case: Case, material: str, row: dict[str, float], ash: float) -> dict[str, float]:
    """Ash-borne items keep ``ash`` of themselves; sulphur and chlorine of the fuel are not ash."""
    fuel = case.fuels[material]
    analysis = case.analyses[fuel.ash_analysis] if fuel.ash_analysis else None
    result = {item: kept * ash for item, kept in row.items()}
    sulphur, chlorine = (fuel.sulphur or 0.0) / 100.0, (fuel.chlorine or 0.0) / 100.0
    for item, gas in (("so3", S_TO_SO3 * sulphur), ("cl", chlorine)):
        solid = fuel.ash / 100.0 * _content(analysis, item, case)
        whole = solid + gas
        result[item] = row[item] * ((solid * ash + gas) / whole if whole else 1.0)
    return result
