"""The 1977 cement blending program as a Kilnflow case; its source is ``blend_1977`` in sources.csv.

What is transformed beside what `raw_mix` says:

- the paper bounds phases on the raw mix times (100 - L) / 100; that is the ratio to clinker mass, which a
  ratio with the denominator ``mass`` says (the corrected rows are taken);
- the paper's cost is per tonne of raw mix; here per tonne of clinker at a given amount of clinker. By Charnes
  and Cooper the minimum of that ratio is the same mix.
"""

from __future__ import annotations

from tests.cases_in_code import CaseInCode
from tests.published.raw_mix import Limits, Ratio, raw_mix_case

ANALYSES = {
    "limestone": {"sio2": 11.46, "al2o3": 1.62, "fe2o3": 0.96, "cao": 48.36, "so3": 0.02, "loi": 31.00},
    "clay": {"sio2": 56.30, "al2o3": 10.18, "fe2o3": 4.76, "cao": 12.70, "so3": 0.22, "loi": 12.12},
    "bauxite": {"sio2": 1.64, "al2o3": 39.06, "fe2o3": 33.94, "cao": 12.20, "so3": 0.00, "loi": 6.77},
    "pyrites": {"sio2": 5.36, "al2o3": 2.99, "fe2o3": 83.61, "cao": 1.84, "so3": 2.42, "loi": 2.08},
}
PRICES = {"limestone": 20, "clay": 6, "bauxite": 230, "pyrites": 160}
PHASES: dict[str, dict[str, float]] = {
    "c3s_1977": {"cao": 4.07, "sio2": -7.6, "al2o3": -6.72, "fe2o3": -1.43, "so3": -2.85},
    "c2s_1977": {"sio2": 8.6, "al2o3": 5.07, "fe2o3": 1.08, "cao": -3.04, "so3": 2.15},
    "c3a_1977": {"al2o3": 2.65, "fe2o3": -1.69},
    "c4af_1977": {"fe2o3": 3.04},
}
RATIOS = [
    *(Ratio(name=n, numerator=w, denominator={"mass": 1}, scale=100, unit="%") for n, w in PHASES.items()),
    Ratio(
        name="lime_factor_1977", numerator={"cao": 1}, denominator={"sio2": 2.8, "al2o3": 1.1, "fe2o3": 0.7}
    ),
]
LIMITS: Limits = {
    "silica_modulus": (2.8, 3.0),
    "alumina_modulus": (1.5, 2.5),
    "lime_factor_1977": (1 / 1.11, 1 / 1.05),
    "c3s_1977": (50, 70),
    "c2s_1977": (20, 40),
    "c3a_1977": ("", 10),
    "c4af_1977": (7, 12),
}


def blend_case(limits: Limits | None = None) -> CaseInCode:
    """The paper's program as a case; ``limits`` replaces the paper's."""
    return raw_mix_case(ANALYSES, PRICES, LIMITS if limits is None else limits, RATIOS)
