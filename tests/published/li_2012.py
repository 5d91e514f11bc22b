"""Raw mixes of Li, Yu and Yuan 2012 as Kilnflow cases; the source is ``li_2012`` in sources.csv.

Beside what `raw_mix` says: the paper's KH has no sulphur term, so it is a ratio of the case here.
The paper minimises the price per tonne of raw meal, Kilnflow the price of the meal for a given amount of
clinker. A mix that is cheap per tonne of meal may lose more on ignition, so the two need not agree.
By Dinkelbach the mix that is cheapest per tonne of meal, at λ per tonne, is the one that costs nothing under
prices lowered by λ: `priced_per_meal` states those prices, and the plan must then find that mix at cost 0.
"""

from __future__ import annotations

from tests.cases_in_code import CaseInCode
from tests.published.raw_mix import Limits, Ratio, raw_mix_case, share_of_clinker

TABLE_4 = {
    "limestone": {
        "loi": 40.09, "sio2": 8.52, "al2o3": 1.23, "fe2o3": 1.31, "cao": 46.05, "mgo": 2.49, "so3": 0.02,
        "k2o": 0.21, "na2o": 0.07, "cl": 0.0243,
    },
    "clay": {
        "loi": 7.99, "sio2": 62.74, "al2o3": 17.94, "fe2o3": 4.06, "cao": 2.40, "mgo": 0.94, "so3": 0.64,
        "k2o": 3.25, "cl": 0.09,
    },
    "iron": {
        "loi": 24.74, "sio2": 7.92, "al2o3": 50.27, "fe2o3": 13.01, "cao": 2.94, "mgo": 0.79, "so3": 0.14,
        "k2o": 0.19, "cl": 0.25,
    },
    "correction": {
        "loi": 30.25, "sio2": 3.15, "al2o3": 21.30, "fe2o3": 38.55, "cao": 5.17, "mgo": 1.53, "so3": 0.05,
        "cl": 0.013,
    },
}  # fmt: skip
TABLE_5 = {
    "carbide_slag": {"loi": 24.65, "sio2": 1.02, "al2o3": 1.29, "fe2o3": 0.00, "cao": 69.26, "mgo": 0.00},
    "clay": {"loi": 5.83, "sio2": 69.56, "al2o3": 16.42, "fe2o3": 3.35, "cao": 0.00, "mgo": 0.00},
    "acid_residue": {"loi": 1.06, "sio2": 11.05, "al2o3": 2.22, "fe2o3": 77.85, "cao": 2.45, "mgo": 2.71},
    "cinder": {"loi": 0.00, "sio2": 56.39, "al2o3": 22.77, "fe2o3": 10.18, "cao": 1.13, "mgo": 2.16},
}
PRICES_4 = {"limestone": 24.0, "clay": 25.0, "iron": 50.0, "correction": 30.0}
PRICES_5 = {"carbide_slag": 18.0, "clay": 25.0, "acid_residue": 48.0, "cinder": 9.0}
KH, SM, IM = "kh_2012", "silica_modulus", "alumina_modulus"
KH_2012 = Ratio(name=KH, numerator={"cao": 1, "al2o3": -1.65, "fe2o3": -0.35}, denominator={"sio2": 2.8})
RATIOS = [KH_2012, *(share_of_clinker(oxide) for oxide in ("cao", "sio2", "al2o3", "fe2o3", "mgo"))]
WIDE: Limits = {KH: (0.86, 0.96), SM: (2.0, 3.0), IM: (1.0, 2.0)}
NARROW: Limits = {KH: (0.88, 0.92), SM: (2.3, 2.7), IM: (1.3, 1.7)}
EXACT: Limits = {KH: (0.90, 0.90), SM: (2.50, 2.50), IM: (1.50, 1.50)}


def table_4(limits: Limits) -> CaseInCode:
    """Limestone, clay, "iron" (bauxite by its analysis) and correction."""
    return raw_mix_case(TABLE_4, PRICES_4, limits, RATIOS)


def table_5(limits: Limits) -> CaseInCode:
    """Carbide slag, clay, sulphuric acid residue and cinder."""
    return raw_mix_case(TABLE_5, PRICES_5, limits, RATIOS)


def priced_per_meal(case: CaseInCode, per_tonne_of_meal: float) -> CaseInCode:
    """The case with every price lowered by the published price of the meal."""
    for row in case.rows("sources"):
        if row["source_id"].startswith("quarry_"):
            row["price"] = repr(float(row["price"]) - per_tonne_of_meal)
    return case
