"""Units: a closed list of spellings, English and Chinese, with the factor of each within its dimension.

Nothing is guessed: a spelling is on the list or it is a finding. Case matters (MJ is not mJ).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

Spellings = Mapping[str, float]

_MASS: Spellings = {
    "t": 1, "kt": 1e3, "Mt": 1e6, "kg": 1e-3, "g": 1e-6, "mg": 1e-9,
    "吨": 1, "千吨": 1e3, "万吨": 1e4, "万t": 1e4, "百万吨": 1e6, "亿吨": 1e8, "千克": 1e-3,
    "公斤": 1e-3, "克": 1e-6,
}  # fmt: skip
_TONNE: Spellings = {"t": 1, "吨": 1, "kt": 1e3, "kg": 1e-3, "千克": 1e-3}
_CO2_MASS: Spellings = {
    "t": 1, "kg": 1e-3, "g": 1e-6, "吨": 1, "千克": 1e-3, "克": 1e-6,
    "tCO2": 1, "kgCO2": 1e-3, "gCO2": 1e-6, "tCO2e": 1, "kgCO2e": 1e-3, "gCO2e": 1e-6,
}  # fmt: skip
_YEAR: Spellings = {"a": 1, "y": 1, "yr": 1, "year": 1, "年": 1}
_DAY: Spellings = {"d": 1, "day": 1, "天": 1, "日": 1, "h": 1 / 24, "小时": 1 / 24}
_LENGTH: Spellings = {"km": 1, "m": 1e-3, "公里": 1, "千米": 1, "米": 1e-3}
_MONEY: Spellings = {
    "CNY": 1, "RMB": 1, "yuan": 1, "元": 1, "kCNY": 1e3, "千元": 1e3, "万元": 1e4,
    "MCNY": 1e6, "百万元": 1e6, "亿元": 1e8,
}  # fmt: skip
_HEAT: Spellings = {
    "GJ": 1, "MJ": 1e-3, "kJ": 1e-6, "TJ": 1e3, "吉焦": 1, "兆焦": 1e-3, "千焦": 1e-6,
    "tce": 29.3076, "kgce": 0.0293076, "吨标煤": 29.3076, "千克标煤": 0.0293076, "Gcal": 4.1868,
    "kcal": 4.1868e-6, "千卡": 4.1868e-6,
}  # fmt: skip
_POWER: Spellings = {
    "kWh": 1, "MWh": 1e3, "GWh": 1e6, "kW·h": 1, "MW·h": 1e3, "度": 1, "千瓦时": 1,
    "万kWh": 1e4, "万千瓦时": 1e4,
}  # fmt: skip
_SHARE: Spellings = {
    "%": 1, "wt%": 1, "‰": 0.1, "mg/kg": 1e-4, "g/kg": 0.1, "g/t": 1e-4, "ppm": 1e-4, "ppmw": 1e-4,
}  # fmt: skip
_VOLUME: Spellings = {"m3": 1, "Nm3": 1, "立方米": 1, "标立方米": 1}


def _per(*sides: Spellings) -> dict[str, float]:
    """Every spelling of the first over the product of the others: a/b and a/(b·c)."""
    top, *below = sides
    found: dict[str, float] = {}
    bottoms = {name: 1 / factor for name, factor in below[0].items()}
    for further in below[1:]:
        bottoms = {f"{a}·{b}": x / y for a, x in bottoms.items() for b, y in further.items()}
    for name, factor in top.items():
        for bottom, inverse in bottoms.items():
            found[f"{name}/{bottom}"] = factor * inverse
            if "·" in bottom:
                found[f"{name}/({bottom})"] = factor * inverse
    return found


@cache
def dimensions() -> Mapping[str, Spellings]:
    """Every dimension with its spellings, each with the factor to the dimension's first spelling."""
    found: dict[str, Spellings] = {
        "number": {"-": 1, "": 1, "1": 1},
        "share": _SHARE,
        "mass": _MASS,
        "mass per year": _per(_MASS, _YEAR),
        "mass per day": _per(_TONNE, _DAY),
        "length": _LENGTH,
        "time": _DAY,
        "years": _YEAR,
        "money": _MONEY,
        "money per year": _per(_MONEY, _YEAR),
        "money per mass": _per(_MONEY, _TONNE),
        "money per mass and distance": _per(_MONEY, _TONNE, _LENGTH),
        "money per mass and year": _per(_MONEY, _TONNE, _YEAR),
        "money per electricity": _per(_MONEY, _POWER),
        "emission per mass": _per(_CO2_MASS, _TONNE),
        "emission per mass and distance": _per(_CO2_MASS, _TONNE, _LENGTH),
        "emission per electricity": _per(_CO2_MASS, _POWER),
        "emission per heat": _per(_CO2_MASS, _HEAT),
        "heat per mass": _per(_HEAT, _TONNE),
        "electricity per mass": _per(_POWER, _TONNE),
        "electricity per heat": _per(_POWER, _HEAT),
        "volume per heat": _per(_VOLUME, _HEAT),
        "stress": {"MPa": 1, "N/mm2": 1, "kPa": 1e-3, "兆帕": 1},
        "angle": {"°": 1, "deg": 1, "degree": 1, "°E": 1, "°N": 1},
    }  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Unit:
    """A spelling as found, its dimension and its factor to the dimension's base."""

    spelling: str
    dimension: str
    factor: float


@dataclass(frozen=True, slots=True)
class WrongUnit:
    """Why a unit cannot be used: not on the list, or of another dimension; with the spellings that can."""

    spelling: str
    known: bool
    dimension: str
    allowed: tuple[str, ...]


@cache
def tidy(text: str) -> str:
    """One spelling for typographic variants: full-width signs, dots, superscripts, blanks."""
    plain = unicodedata.normalize("NFKC", text.replace("º", "°")).replace(" ", "")
    for dot in ("*", "⋅", "•", "・", "×"):
        plain = plain.replace(dot, "·")
    return plain.replace("¥", "元")


@cache
def _by_spelling() -> Mapping[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = {}
    for dimension, spellings in dimensions().items():
        for name, factor in spellings.items():
            found.setdefault(tidy(name), []).append(Unit(name, dimension, factor))
    return {name: tuple(units) for name, units in found.items()}


@cache
def spellings(dimension: str) -> tuple[str, ...]:
    """The spellings of a dimension, for messages and drop-downs."""
    return tuple(filter(None, dimensions()[dimension]))


@cache
def units_like(unit: str) -> tuple[str, ...]:
    """Spellings that can be turned into one of the dictionary's own units, for a list to choose from.

    Mixtures such as CNY/(t·公里) are read as well but not offered.
    """
    found = [name for target in _by_spelling()[tidy(unit)] for name in spellings(target.dimension)]
    below = unit.partition("/")[2]

    def rank(name: str) -> int:
        chinese = not any(c.isascii() and c.isalpha() for c in name)
        return 0 if name == unit else 1 if name.partition("/")[2] == below else 2 if chinese else 3

    return tuple(dict.fromkeys(sorted(filter(_in_one_tongue, found), key=rank)))


def _in_one_tongue(spelling: str) -> bool:
    """Whether all below the line is Latin, or all of the spelling Chinese; products stand in brackets."""
    above, _, below = spelling.partition("/")
    if "·" in below and not below.startswith("("):
        return False
    latin = [any(c.isascii() and c.isalpha() for c in part) for part in re.split(r"[·()]", below) if part]
    return all(latin) or not (any(latin) or any(c.isascii() and c.isalpha() for c in above))


@cache
def dimension_of(unit: str) -> str:
    """Dimension of one of the dictionary's own units."""
    return _by_spelling()[tidy(unit)][0].dimension


@cache
def factor_between(found: str, wanted: str) -> float | WrongUnit:
    """Factor from a spelling as found to one of the dictionary's own units."""
    targets = _by_spelling()[tidy(wanted)]
    candidates = _by_spelling().get(tidy(found), ())
    for target in targets:
        for unit in candidates:
            if unit.dimension == target.dimension:
                return _ratio(unit.factor, target.factor)
    first = targets[0].dimension
    return WrongUnit(found, bool(candidates), first, _likely(wanted, first))


def _ratio(a: float, b: float) -> float:
    # 14 digits keep 1e-3/1e3 and its like exact powers of ten
    return float(f"{a / b:.14g}")


def _likely(wanted: str, dimension: str) -> tuple[str, ...]:
    """A few spellings to show: the same denominator first, then Chinese ones."""
    _, slash, below = wanted.partition("/")
    names = [name for name in spellings(dimension) if name != wanted]
    alike = [name for name in names if name.endswith(slash + below) and name.isascii()]
    chinese = [name for name in names if not any(c.isascii() and c.isalpha() for c in name)]
    return (wanted, *alike[:4], *[name for name in chinese if "吨" in name or "元" in name][:2])
