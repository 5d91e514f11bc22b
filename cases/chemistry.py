r"""Chemistry of analyses: molar masses, forms of lime, quality ratios as data.

Carbonate CO2 is shared between CaO and MgO in one proportion

.. math:: \theta = CO_2 / (0.7848\,CaO + 1.0919\,MgO)

and the rest of the CaO is hydrate, silicate-bound or free as the analysis says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from cases.dictionary import FOLDER, read_rows

if TYPE_CHECKING:
    from cases.case import Case
    from cases.records import Analysis

# g/mol
CAO = 56.077
H2O = 18.015
S_TO_SO3 = 2.497  # t SO3 per t S
CO2_PER_CAO = 0.7848  # t CO2 per t carbonate CaO
CO2_PER_MGO = 1.0919  # t CO2 per t carbonate MgO
CO2_PER_CARBON = 44 / 12  # as guidelines of greenhouse gases count
H2O_PER_CAO = H2O / CAO  # t water per t hydrate CaO

OXIDES = ("sio2", "al2o3", "fe2o3", "cao", "mgo", "k2o", "na2o", "so3", "cl", "p2o5", "tio2")
VOLATILES = ("k2o", "na2o", "so3", "cl")
ITEMS = (*OXIDES, "organic_s", "mass")
MODULUS_BRANCH = 0.64  # alumina modulus at which KH and Bogue change form


@dataclass(frozen=True, slots=True, kw_only=True)
class LimeSplit:
    """Forms of lime and magnesia, t per t dry material."""

    carbonate_cao: float
    carbonate_mgo: float
    hydrate_cao: float
    silicate_cao: float
    free_cao: float
    hydrate_water: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDef:
    """A quality ratio: scale x numerator / denominator, weights by item."""

    metric: str
    basis: Literal["clinker", "input", "raw"]
    scale: float
    unit: str
    branch: Literal["any", "im_high", "im_low"]
    floor: float | None
    numerator: Mapping[str, float]
    denominator: Mapping[str, float]


def carbonate_capacity(analysis: Analysis) -> float:
    """Largest CO2 that CaO and MgO can hold as carbonates, % dry."""
    return CO2_PER_CAO * analysis.cao + CO2_PER_MGO * analysis.mgo


def bound_water(analysis: Analysis) -> float:
    """What is left of the loss on ignition after CO2 and organic carbon, % dry, at least 0."""
    return max(0.0, analysis.loi - analysis.co2 - (analysis.organic_c or 0.0))


def split_lime(analysis: Analysis) -> LimeSplit:
    """Forms of CaO and MgO, t per t dry; hydrate only as far as the bound water goes, the rest is free."""
    capacity = carbonate_capacity(analysis)
    theta = min(1.0, analysis.co2 / capacity) if capacity > 0 else 0.0
    other = analysis.cao * (1 - theta) / 100
    hydrate = silicate = 0.0
    if analysis.other_cao == "hydrate":
        hydrate = min(other, bound_water(analysis) / 100 / H2O_PER_CAO)
    elif analysis.other_cao == "silicate":
        silicate = other
    return LimeSplit(
        carbonate_cao=theta * analysis.cao / 100,
        carbonate_mgo=theta * analysis.mgo / 100,
        hydrate_cao=hydrate,
        silicate_cao=silicate,
        free_cao=other - hydrate - silicate,
        hydrate_water=hydrate * H2O_PER_CAO,
    )


@cache
def built_in_metrics() -> Mapping[str, MetricDef]:
    """The quality ratios that every case knows."""
    terms = read_rows(FOLDER / "metric_terms.csv")
    found: dict[str, MetricDef] = {}
    for row in read_rows(FOLDER / "metrics.csv"):
        sides: dict[str, dict[str, float]] = {"numerator": {}, "denominator": {}}
        for term in terms:
            if term["metric"] == row["metric"]:
                sides[term["side"]][term["item"]] = float(term["weight"])
        found[row["metric"]] = MetricDef(
            metric=row["metric"],
            basis=_basis(row["basis"]),
            scale=float(row["scale"]),
            unit=row["unit"],
            branch=_branch(row["branch"]),
            floor=float(row["floor"]) if row["floor"] else None,
            numerator=sides["numerator"],
            denominator=sides["denominator"],
        )
    return found


def metric_defs(case: Case) -> dict[str, MetricDef]:
    """Built-in quality ratios and those of the case; the case's replace built-in ones of the same id."""
    found = dict(built_in_metrics())
    for key, row in case.metrics.items():
        terms = [term for term in case.metric_terms.values() if term.metric == key]
        found[key] = MetricDef(
            metric=key,
            basis=row.basis,
            scale=row.scale,
            unit=row.unit or "",
            branch=row.branch,
            floor=row.floor,
            numerator={term.item: term.weight for term in terms if term.side == "numerator"},
            denominator={term.item: term.weight for term in terms if term.side == "denominator"},
        )
    return found


def _basis(text: str) -> Literal["clinker", "input", "raw"]:
    return "input" if text == "input" else "raw" if text == "raw" else "clinker"


def _branch(text: str) -> Literal["any", "im_high", "im_low"]:
    return "im_high" if text == "im_high" else "im_low" if text == "im_low" else "any"
