"""Worked raw mixes of textbooks as Kilnflow cases; sources ``labahn``, ``shen_wei`` in sources.csv.

``SHEN_WEI`` is the trial-and-error example of a line that burns coal with 28.56 % ash: all ash stays in the
clinker. The mix is forced by ceilings that add up to 100 %, and is the kiln's reference mix.
"""

from __future__ import annotations

from tests.cases_in_code import CaseInCode
from tests.published.raw_mix import Limits, Ratio, burn_coal, force_shares, raw_mix_case, share_of_clinker

LABAHN = {
    "limestone": {"sio2": 4.4, "al2o3": 2.7, "fe2o3": 2.5, "cao": 49.3, "mgo": 0.5, "loi": 40.6},
    "clay": {"sio2": 32.5, "al2o3": 22.5, "fe2o3": 10.6, "cao": 21.5, "mgo": 2.1, "loi": 10.8},
    "sand": {"sio2": 94.4, "al2o3": 2.5, "fe2o3": 1.8, "cao": 0.5, "loi": 0.8},
}
HYDRAULIC_MODULUS = Ratio(
    name="hydraulic_modulus", numerator={"cao": 1}, denominator={"sio2": 1, "al2o3": 1, "fe2o3": 1}
)
SHEN_WEI = {
    "limestone": {"loi": 42.66, "sio2": 2.42, "al2o3": 0.31, "fe2o3": 0.19, "cao": 53.13, "mgo": 0.57},
    "clay": {"loi": 5.27, "sio2": 70.25, "al2o3": 14.72, "fe2o3": 5.48, "cao": 1.41, "mgo": 0.92},
    "iron_powder": {"sio2": 34.42, "al2o3": 11.53, "fe2o3": 48.27, "cao": 3.53, "mgo": 0.09},
}
ASH = {"sio2": 53.52, "al2o3": 35.34, "fe2o3": 4.46, "cao": 4.79, "mgo": 1.19}
HEAT, NCV, ASH_SHARE = 3.350, 20.930, 28.56
"""GJ/t clinker, GJ/t coal, % of the coal."""
LIMESTONE_CO2 = 42.3
"""Per cent; CaO 53.13 and MgO 0.57 hold 0.7848 × 53.13 + 1.0919 × 0.57 = 42.32."""
FIRST_TRIAL = {"limestone": 81, "clay": 15, "iron_powder": 4}
OXIDES = ("sio2", "al2o3", "fe2o3", "cao")


def labahn() -> CaseInCode:
    """Three components that have to meet a hydraulic modulus of 2 and a silica modulus of 1.6."""
    limits: Limits = {"hydraulic_modulus": (2.0, 2.0), "silica_modulus": (1.6, 1.6)}
    return raw_mix_case(LABAHN, dict.fromkeys(LABAHN, 1.0), limits, [HYDRAULIC_MODULUS])


def first_trial() -> CaseInCode:
    """81 % limestone, 15 % clay and 4 % iron powder, burnt with the example's coal."""
    shares = [share_of_clinker(oxide) for oxide in OXIDES]
    case = raw_mix_case(SHEN_WEI, dict.fromkeys(SHEN_WEI, 1.0), {"mgo": ("", 5)}, shares)
    burn_coal(case, heat=HEAT, ncv=NCV, ash=ASH_SHARE, oxides=ASH)
    force_shares(case, FIRST_TRIAL)
    return case


def first_trial_of_carbonate() -> CaseInCode:
    """The same with the loss of the limestone as CO2, so that its decarbonation asks for heat."""
    case = first_trial()
    case.set("analyses", "limestone", column="co2", to=LIMESTONE_CO2)
    return case
