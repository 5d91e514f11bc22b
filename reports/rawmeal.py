r"""Set points of the raw meal as the laboratory doses it: without the ash that the fuel adds in the kiln.

.. math:: x = \sum_m R_m\,x_m, \qquad
   KH = \frac{CaO - 1.65\,Al_2O_3 - 0.35\,Fe_2O_3 - 0.7\,SO_3}{2.8\,SiO_2}, \quad
   SM = \frac{SiO_2}{Al_2O_3 + Fe_2O_3}, \quad IM = \frac{Al_2O_3}{Fe_2O_3}

with :math:`R_m` the dry tonnes of raw material and :math:`x_m` its analysis; below an alumina modulus of 0.64
KH takes its other form. The raw-meal factor is dry raw meal over clinker, t/t.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from cases.chemistry import MODULUS_BRANCH, OXIDES, MetricDef, built_in_metrics
from cases.grades import grades

KEYS = ["period", "kiln"]
SET_POINTS = ("meal_kh", "meal_sm", "meal_im")


def raw_meal(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a running kiln: set points, dry raw meal [t], its factor [t/t clinker], moisture as fed [%]."""
    feed = tables["kiln_feed"]
    raw = feed[feed["use"] == "raw"]
    oxides = _oxides(case, raw)
    masses = raw.groupby(KEYS)[["dry_t", "wet_t"]].sum()
    clinker = tables["kiln_running"].set_index(KEYS)["clinker_t"].reindex(masses.index)
    metrics = built_in_metrics()
    modulus = _ratio(oxides, metrics["alumina_modulus"])
    kh = _ratio(oxides, metrics["kh"]).where(modulus >= MODULUS_BRANCH, _ratio(oxides, metrics["kh_low_im"]))
    return pd.DataFrame(
        {
            "meal_kh": kh,
            "meal_sm": _ratio(oxides, metrics["silica_modulus"]),
            "meal_im": modulus,
            "raw_t": masses["dry_t"],
            "raw_meal_t_per_t": masses["dry_t"] / clinker,
            "feed_moisture_pct": 100.0 * (1.0 - masses["dry_t"] / masses["wet_t"]),
        }
    ).reset_index()


def _oxides(case: Case, raw: pd.DataFrame) -> pd.DataFrame:
    """Tonnes of each oxide in the raw meal of each kiln."""
    known = grades(case)
    analyses = {grade: known[grade].analysis for grade in raw["grade"].unique()}
    contents = {}
    for oxide in OXIDES:
        shares = {grade: (getattr(found, oxide, None) or 0.0) / 100.0 for grade, found in analyses.items()}
        contents[oxide] = raw["grade"].map(shares)
    tonnes = pd.DataFrame(contents).mul(raw["dry_t"], axis=0)
    return tonnes.groupby([raw["period"], raw["kiln"]]).sum()


def _ratio(oxides: pd.DataFrame, metric: MetricDef) -> pd.Series:
    def form(weights: Mapping[str, float]) -> pd.Series:
        return oxides[list(weights)].mul(pd.Series(weights)).sum(axis=1)

    below = form(metric.denominator)
    return metric.scale * form(metric.numerator) / below.where(below != 0)
