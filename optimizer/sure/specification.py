"""Monte Carlo check of a plan: how often each kiln is on specification while what it is fed varies.

Every draw gives each source its own composition, moisture and fuel figures (normal about what the case
states, never below zero). Raw materials are dosed by wet tonnes and fuels by heat as in the plan; nothing is
dosed anew, so that ratios which a works corrects are told apart (``dosing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cases.case import Case
from cases.chemistry import MetricDef, metric_defs
from cases.variability import FIXED_BY_DOSING, deviation
from optimizer.sure.feed import KEYS, Part, parts

Floats = npt.NDArray[np.float64]
ROUNDING = 1e-4
"""Part of a limit within which a value counts as on it: the solver keeps limits no better, as the audit."""
METRICS = [
    "period", "kiln", "metric", "unit", "lower", "upper", "planned", "mean", "p05", "p95", "on_specification",
    "below", "above", "dosing", "material", "material_share",
]  # fmt: skip
KILNS = ["period", "kiln", "clinker_t", "on_specification", "on_specification_beyond_dosing", "weakest"]


@dataclass(frozen=True, slots=True)
class Checked:
    """Shares of draws on specification: by kiln and metric, and by kiln in all of its metrics."""

    metrics: pd.DataFrame
    kilns: pd.DataFrame


def check(
    case: Case, tables: Mapping[str, pd.DataFrame], *, draws: int, seed: int = 0, times: float = 1.0
) -> Checked:
    """Draw ``draws`` times; ``times`` stretches every deviation (0: everything is as stated)."""
    fed = parts(case, tables)
    running = tables["kiln_running"].set_index(KEYS)["clinker_t"]
    drawn = _Drawn(case, fed, np.random.default_rng(seed), times)
    rows, kilns = [], []
    for (period, kiln), own in _by_kiln(fed).items():
        clinker = float(running.get((period, kiln), 0.0))
        limits = _limits(case, kiln, _modulus(own))
        if clinker <= 0.0 or not limits:
            continue
        values, movers = _values(own, limits, clinker, drawn.factors(own, draws))
        good: dict[str, npt.NDArray[np.bool_]] = {}
        for (metric, lower, upper), value, mover in zip(limits, values, movers, strict=True):
            good[metric.metric], row = _row(metric, lower, upper, value)
            rows.append({"period": period, "kiln": kiln, **row, **mover})
        kilns.append({"period": period, "kiln": kiln, "clinker_t": clinker, **_together(good)})
    return Checked(pd.DataFrame(rows, columns=METRICS), pd.DataFrame(kilns, columns=KILNS))


def _by_kiln(fed: Sequence[Part]) -> dict[tuple[str, str], list[Part]]:
    found: dict[tuple[str, str], list[Part]] = {}
    for part in fed:
        found.setdefault((part.period, part.kiln), []).append(part)
    return found


def _modulus(own: Sequence[Part]) -> float:
    """Alumina modulus of the clinker as planned."""
    alumina, iron = (sum(p.items.get(i, 0.0) * p.kept.get(i, 0.0) for p in own) for i in ("al2o3", "fe2o3"))
    return alumina / iron if iron else np.inf


def _limits(case: Case, kiln: str, modulus: float) -> list[tuple[MetricDef, float, float]]:
    """Limits of a kiln with the metric of each, blanks as infinities; those of the other branch left out."""
    defs = metric_defs(case)
    own = case.kiln_classes[case.kilns[kiln].kiln_class].limit_set
    other = "im_low" if modulus >= 0.64 else "im_high"
    return [
        (
            defs[row.metric],
            -np.inf if row.lower is None else row.lower,
            np.inf if row.upper is None else row.upper,
        )
        for row in case.limits.values()
        if row.limit_set == own and defs[row.metric].branch != other
    ]


class _Drawn:
    """Factors on figures, one for each draw; the same source has the same at every kiln."""

    def __init__(self, case: Case, fed: Sequence[Part], rng: np.random.Generator, times: float) -> None:
        self._case, self._times = case, times
        figures = {(p.source, p.material, f) for p in fed for f in (p.scale, *p.varies.values())}
        seeds = rng.integers(0, 2**63 - 1, size=len(figures))
        self._seeds = dict(zip(sorted(figures), seeds.tolist(), strict=True))

    def figure(self, part: Part, figure: str, draws: int) -> Floats:
        """What a figure of a source is multiplied by."""
        share = self._times * deviation(self._case, part.material, figure).share
        normal = np.random.default_rng(self._seeds[part.source, part.material, figure]).normal(size=draws)
        return np.maximum(0.0, 1.0 + share * normal)

    def factors(self, own: Sequence[Part], draws: int) -> list[tuple[Floats, dict[str, Floats]]]:
        """Of each part: the factor on all of it, and that on each figure."""
        found = []
        for part in own:
            scale = self.figure(part, part.scale, draws)
            if part.raw:
                whole = np.maximum(0.0, 1.0 - part.level * scale) / (1.0 - part.level)
            else:
                whole = 1.0 / np.maximum(scale, 0.1)
            found.append((whole, {f: self.figure(part, f, draws) for f in set(part.varies.values())}))
        return found


def _values(
    own: Sequence[Part],
    limits: Sequence[tuple[MetricDef, float, float]],
    clinker: float,
    factors: Sequence[tuple[Floats, dict[str, Floats]]],
) -> tuple[list[Floats], list[dict[str, object]]]:
    """The value of each metric in each draw, after the planned one in first place; and what moves it most."""
    planned = sum(part.clinker for part in own)
    kept_mass = clinker / planned if planned else 0.0
    values, movers = [], []
    for metric, _, _ in limits:
        over, under = [], []
        for part, (whole, figures) in zip(own, factors, strict=True):
            if metric.basis == "raw" and not part.raw:
                continue
            over.append(_form(part, metric, metric.numerator, whole, figures, kept_mass))
            under.append(_form(part, metric, metric.denominator, whole, figures, kept_mass))
        top, bottom = np.sum(over, axis=0), np.sum(under, axis=0)
        value = metric.scale * top / np.where(bottom != 0.0, bottom, np.nan)
        values.append(value)
        used = [part.material for part in own if metric.basis != "raw" or part.raw]
        movers.append(
            _mover(used, [o - (value[0] / metric.scale) * u for o, u in zip(over, under, strict=True)])
        )
    return values, movers


def _form(
    part: Part, metric: MetricDef, weights: Mapping[str, float], whole: Floats, figures: Mapping[str, Floats],
    kept_mass: float,
) -> Floats:  # fmt: skip
    """What a part adds to a linear form: as planned first, then in each draw."""
    total = np.zeros(len(whole) + 1)
    for item, weight in weights.items():
        if item == "mass":
            amount = kept_mass * part.clinker if metric.basis == "clinker" else part.mass
            varied = (
                figures[part.clinker_varies] if metric.basis == "clinker" and part.clinker_varies else 1.0
            )
        else:
            amount = part.items.get(item, 0.0)
            amount *= part.kept.get(item, 0.0) if metric.basis == "clinker" else 1.0
            varied = figures[part.varies[item]] if item in part.varies else 1.0
        if amount:
            total[0] += weight * amount
            total[1:] += weight * amount * whole * varied
    return total


def _mover(materials: Sequence[str], moves: Sequence[Floats]) -> dict[str, object]:
    """The material with most of the variance of a metric, and its share of it."""
    found: dict[str, Floats] = {}
    for material, move in zip(materials, moves, strict=True):
        found[material] = found.get(material, 0.0) + move[1:]
    total = np.sum(list(found.values()), axis=0)
    spread = float(np.var(total)) if len(total) else 0.0
    if spread <= 0.0:
        return {"material": "", "material_share": np.nan}
    shares = {
        name: float(np.mean((m - m.mean()) * (total - total.mean()))) / spread for name, m in found.items()
    }
    most = max(shares, key=lambda name: shares[name])
    return {"material": most, "material_share": shares[most]}


def _row(
    metric: MetricDef, lower: float, upper: float, value: Floats
) -> tuple[npt.NDArray[np.bool_], dict[str, object]]:
    """Which draws are on specification, and the row of the table."""
    drawn = value[1:]
    room = {side: ROUNDING * abs(edge) if np.isfinite(edge) else 0.0 for side, edge in
            (("lower", lower), ("upper", upper))}  # fmt: skip
    below, above = drawn < lower - room["lower"], drawn > upper + room["upper"]
    good = ~(below | above | np.isnan(drawn))
    low, high = (float(np.quantile(drawn, share)) for share in (0.05, 0.95))
    return good, {
        "metric": metric.metric, "unit": metric.unit, "lower": lower if np.isfinite(lower) else np.nan,
        "upper": upper if np.isfinite(upper) else np.nan, "planned": float(value[0]),
        "mean": float(drawn.mean()), "p05": low, "p95": high, "on_specification": float(good.mean()),
        "below": float(below.mean()), "above": float(above.mean()),
        "dosing": int(metric.metric in FIXED_BY_DOSING)
    }  # fmt: skip


def _together(good: Mapping[str, npt.NDArray[np.bool_]]) -> dict[str, object]:
    """How often all metrics of a kiln hold at once, with and without those that dosing brings back."""
    beyond = [held for metric, held in good.items() if metric not in FIXED_BY_DOSING]
    weakest = min(
        (name for name in good if name not in FIXED_BY_DOSING), key=lambda n: good[n].mean(), default=""
    )
    return {
        "on_specification": float(np.all(list(good.values()), axis=0).mean()),
        "on_specification_beyond_dosing": float(np.all(beyond, axis=0).mean()) if beyond else np.nan,
        "weakest": weakest,
    }
