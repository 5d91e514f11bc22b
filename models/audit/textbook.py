"""The built-in quality ratios by their textbook formulas (oxides in one unit of mass)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

MODULUS_BRANCH = 0.64
"""Alumina modulus at which KH and the Bogue formulas change their form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A quality ratio: scale x above / under, of contents on one basis."""

    above: Callable[[pd.DataFrame], pd.Series]
    under: Callable[[pd.DataFrame], pd.Series]
    basis: str = "clinker"
    scale: float = 1.0
    branch: str = "any"
    floor: float | None = None

    def value(self, x: pd.DataFrame) -> pd.Series:
        """The ratio; infinite or not a number where the denominator is zero."""
        return self.scale * self.above(x) / self.under(x)


def _share(
    above: Callable[[pd.DataFrame], pd.Series], *, basis: str = "clinker", branch: str = "any"
) -> Ratio:
    """Per cent of the mass on the basis."""
    return Ratio(above=above, under=lambda x: x["mass"], basis=basis, scale=100.0, branch=branch)


def _c3s(x: pd.DataFrame) -> pd.Series:
    """Bogue: all Al2O3 and Fe2O3 bound in C3A and C4AF, SO3 as CaSO4."""
    lime = x["cao"] - 56.08 / 80.06 * x["so3"]
    return 4.071 * lime - 7.600 * x["sio2"] - 6.718 * x["al2o3"] - 1.430 * x["fe2o3"]


def _c3s_low(x: pd.DataFrame) -> pd.Series:
    """Bogue for little alumina: C4AF and C2F in solid solution."""
    lime = x["cao"] - 56.08 / 80.06 * x["so3"]
    return 4.071 * lime - 7.600 * x["sio2"] - 4.479 * x["al2o3"] - 2.859 * x["fe2o3"]


def _kh(x: pd.DataFrame, *, al2o3: float, fe2o3: float) -> pd.Series:
    return x["cao"] - al2o3 * x["al2o3"] - fe2o3 * x["fe2o3"] - 0.7 * x["so3"]


TEXTBOOK: Mapping[str, Ratio] = {
    "kh": Ratio(
        above=lambda x: _kh(x, al2o3=1.65, fe2o3=0.35), under=lambda x: 2.8 * x["sio2"], branch="im_high"
    ),
    "kh_low_im": Ratio(
        above=lambda x: _kh(x, al2o3=1.1, fe2o3=0.7), under=lambda x: 2.8 * x["sio2"], branch="im_low"
    ),
    "lsf": Ratio(
        above=lambda x: x["cao"],
        under=lambda x: 2.8 * x["sio2"] + 1.18 * x["al2o3"] + 0.65 * x["fe2o3"],
        scale=100.0,
    ),
    "silica_modulus": Ratio(above=lambda x: x["sio2"], under=lambda x: x["al2o3"] + x["fe2o3"]),
    "alumina_modulus": Ratio(above=lambda x: x["al2o3"], under=lambda x: x["fe2o3"]),
    "c3s": _share(_c3s, branch="im_high"),
    "c3s_low_im": _share(_c3s_low, branch="im_low"),
    "c2s": _share(lambda x: 2.867 * x["sio2"] - 0.7544 * _c3s(x), branch="im_high"),
    "c3a": _share(lambda x: 2.650 * x["al2o3"] - 1.692 * x["fe2o3"], branch="im_high"),
    "c4af": _share(lambda x: 3.043 * x["fe2o3"], branch="im_high"),
    "liquid": _share(lambda x: 3.0 * x["al2o3"] + 2.25 * x["fe2o3"] + x["mgo"] + x["k2o"] + x["na2o"]),
    "mgo": _share(lambda x: x["mgo"]),
    "so3": _share(lambda x: x["so3"]),
    "na2o_eq": _share(lambda x: x["na2o"] + 0.658 * x["k2o"]),
    "cl": _share(lambda x: x["cl"]),
    "p2o5": _share(lambda x: x["p2o5"]),
    "tio2": _share(lambda x: x["tio2"]),
    "sulphur_alkali": Ratio(
        above=lambda x: x["so3"] / 80, under=lambda x: x["na2o"] / 62 + x["k2o"] / 94, floor=0.00005
    ),
    "input_cl": _share(lambda x: x["cl"], basis="input"),
    "raw_organic_s": _share(lambda x: x["organic_s"], basis="raw"),
}
