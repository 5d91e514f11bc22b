"""Rules of metrics and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cases.case import Case
from cases.chemistry import ITEMS, MODULUS_BRANCH, MetricDef, built_in_metrics, metric_defs
from cases.findings import Findings
from cases.nearest import nearest
from cases.records import Analysis, Fuel, Limit
from cases.rulebook import Rule, needs

STEADY = frozenset({"mass", "sio2", "al2o3", "fe2o3", "cao"})  # items that no clinker is without
FUEL_ITEMS = {"so3": "sulphur", "cl": "chlorine"}


@needs("metrics")
def unknown_metric(case: Case, findings: Findings) -> None:
    """Limits name a metric that is built in or of the case; terms one of the case."""
    known = sorted({*built_in_metrics(), *case.metrics})
    for key, row in case.limits.items():
        if row.metric not in known:
            cell = case.cell("limits", key, "metric")
            findings.add("unknown_metric", subject=row.metric, cell=cell, nearest=nearest(row.metric, known))
    for term, line in case.metric_terms.items():
        if line.metric not in case.metrics:
            cell = case.cell("metric_terms", term, "metric")
            findings.add(
                "unknown_metric",
                subject=line.metric,
                cell=cell,
                nearest=nearest(line.metric, sorted(case.metrics)),
            )


@needs("elements")
def unknown_item(case: Case, findings: Findings) -> None:
    """Terms name an oxide, an element of the case, or mass."""
    known = (*ITEMS, *case.elements)
    for key, row in case.metric_terms.items():
        if row.item not in known:
            cell = case.cell("metric_terms", key, "item")
            findings.add(
                "unknown_item",
                subject=row.metric,
                cell=cell,
                found=row.item,
                nearest=nearest(row.item, known),
                known=known,
            )


@needs("metrics", "metric_terms")
def metric_incomplete(case: Case, findings: Findings) -> None:
    """A metric has a numerator and a denominator, and a floor where the denominator may vanish."""
    defs = metric_defs(case)
    for key in case.metrics:
        cell = case.cell("metrics", key, "metric")
        metric = defs[key]
        if not metric.numerator or not metric.denominator:
            side = "denominator" if metric.numerator else "numerator"
            findings.add("metric_without_terms", subject=key, cell=cell, side=side)
            continue
        vanishes = any(w < 0 for w in metric.denominator.values()) or not STEADY & set(metric.denominator)
        if vanishes and metric.floor is None:
            cell = case.cell("metrics", key, "floor")
            findings.add("metric_without_floor", subject=key, cell=cell, items=sorted(metric.denominator))


@needs()
def limit_bounds(case: Case, findings: Findings) -> None:
    """A limit has a lower side, an upper side or both, in this order."""
    for key, row in case.limits.items():
        cell = case.cell("limits", key, "lower")
        name = f"{row.limit_set}+{row.metric}"
        if row.lower is None and row.upper is None:
            findings.add("limit_without_bound", subject=name, cell=cell)
        elif row.lower is not None and row.upper is not None and row.lower > row.upper:
            findings.add(
                "lower_above_upper", subject=name, cell=cell, lower=row.lower, upper=row.upper, unit=""
            )


@needs("limits", "metrics", "metric_terms")
def modulus_branch(case: Case, findings: Findings) -> None:
    """KH and Bogue change form at an alumina modulus of 0.64: the window must lie on the metric's side."""
    defs = metric_defs(case)
    for key, row in case.limits.items():
        metric = defs.get(row.metric)
        if metric is None or metric.branch == "any":
            continue
        window = case.limits.get((row.limit_set, "alumina_modulus"))
        code = _branch_fault(metric, window)
        if code:
            findings.add(
                code, subject=f"{row.limit_set}+{row.metric}", cell=case.cell("limits", key, "metric"),
                metric=row.metric, at=MODULUS_BRANCH, side=">=" if metric.branch == "im_high" else "<=",
                lower=window.lower if window else None, upper=window.upper if window else None,
            )  # fmt: skip


def _branch_fault(metric: MetricDef, window: Limit | None) -> str | None:
    above = window is not None and window.lower is not None and window.lower >= MODULUS_BRANCH
    below = window is not None and window.upper is not None and window.upper <= MODULUS_BRANCH
    right, wrong = (above, below) if metric.branch == "im_high" else (below, above)
    if right:
        return None
    return "modulus_contradicts" if wrong else "modulus_straddles"


@needs(
    "limits",
    "metrics",
    "metric_terms",
    "materials",
    "analyses",
    "fuels",
    "sources",
    "elements",
    "kiln_classes",
)
def not_measured(case: Case, findings: Findings) -> None:
    """What a limit watches and an analysis does not say counts as zero; one finding for the same gaps."""
    watched = _watched(case)
    alike: dict[tuple[str, ...], list[str]] = {}
    for key, material in case.materials.items():
        gaps: dict[str, None] = {}
        if material.raw:
            for analysis in _analyses(case, key):
                gaps.update(dict.fromkeys(_analysis_gaps(analysis, watched, raw=True)))
        fuel = case.fuels.get(key)
        if material.fuel and fuel is not None:
            gaps.update(dict.fromkeys(_fuel_gaps(case, fuel, watched)))
        if gaps:
            alike.setdefault(tuple(sorted(gaps)), []).append(key)
    for items, materials in alike.items():
        metrics = sorted({name for item in items for name in watched[item]})
        cell = case.cell("materials", materials[0], "analysis")
        findings.add("not_measured", subject=", ".join(materials), cell=cell, items=items, metrics=metrics)


def _watched(case: Case) -> dict[str, list[str]]:
    """Items that a limit in force looks at, with the metrics that do."""
    defs = metric_defs(case)
    sets = {row.limit_set for row in case.kiln_classes.values()}
    found: dict[str, list[str]] = {}
    for row in case.limits.values():
        metric = defs.get(row.metric)
        if metric is not None and row.limit_set in sets:
            for item in {*metric.numerator, *metric.denominator} - {"mass"}:
                found.setdefault(item, []).append(row.metric)
    return found


def _analyses(case: Case, material: str) -> Iterator[Analysis]:
    own = case.materials[material].analysis
    sources = [row for row in case.sources.values() if row.material == material]
    names = {row.analysis or own for row in sources} or {own}
    for name in sorted(filter(None, names)):
        yield case.analyses[name]


def _analysis_gaps(analysis: Analysis, watched: Mapping[str, object], *, raw: bool) -> Iterator[str]:
    for item in watched:
        if item == "organic_s" and not raw:
            continue
        value = getattr(analysis, item) if item in ITEMS else analysis.traces.get(item)
        if value is None:
            yield item


def _fuel_gaps(case: Case, fuel: Fuel, watched: Mapping[str, object]) -> Iterator[str]:
    for item, name in FUEL_ITEMS.items():
        if item in watched and getattr(fuel, name) is None:
            yield item
    if fuel.ash_analysis is not None:
        rest = {item: None for item in watched if item not in FUEL_ITEMS}
        yield from _analysis_gaps(case.analyses[fuel.ash_analysis], rest, raw=False)


RULES: tuple[Rule, ...] = (
    unknown_metric,
    unknown_item,
    metric_incomplete,
    limit_bounds,
    modulus_branch,
    not_measured,
)
