"""What a plan can be bounded or aimed by: its cost, or an indicator of the region or of a part of it.

As text ``waste_use``, ``material_use:carbide_slag``, ``clinker_co2@company=Tianshan``; a bound adds ``<=`` or
``>=`` and a value in the unit of the indicator. Of several years all is of their mean year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.forms import built_in_forms
from cases.nearest import nearest
from cases.policy import CAPACITY, REGION, indicators, subjects

if TYPE_CHECKING:
    from cases.case import Case

COST = "cost"
"""The gauge that is money: cost as the aim counts it, in the currency of the case."""
AT_MOST, AT_LEAST = "at_most", "at_least"
FIXED = {"waste_arising", "waste_elsewhere"}
"""Activities that no decision moves."""
SIGNS = {"<=": AT_MOST, ">=": AT_LEAST}
_GAUGE = re.compile(r"(\w+)(?::([^@\s]+))?(?:@(\w+)=(.+))?")
_BOUND = re.compile(r"(.+?)\s*(<=|>=)\s*([^<>=]+)")


class GaugeError(ValueError):
    """A text that is no gauge or bound, or one that the case does not have; code and parameters tell why."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Gauge:
    """An indicator, of an item where it asks for one, of the region or of one subject of a scope."""

    indicator: str
    item: str | None = None
    scope: str = REGION
    only: str | None = None

    def __str__(self) -> str:
        item = "" if self.item is None else f":{self.item}"
        return f"{self.indicator}{item}" + ("" if self.only is None else f"@{self.scope}={self.only}")

    @property
    def subject(self) -> str:
        """What it holds for, as forms name it."""
        return REGION if self.only is None else self.only

    @property
    def forms(self) -> tuple[str, str]:
        """Numerator and denominator; nothing for the cost, no denominator of a total."""
        if self.indicator == COST:
            return "", ""
        return indicators()[self.indicator].numerator, indicators()[self.indicator].denominator

    @property
    def factor(self) -> float:
        """Unit of the indicator per unit of the numerator in thousands (kt, kCNY)."""
        return 1000.0 if self.indicator == COST else indicators()[self.indicator].factor

    @property
    def amount_unit(self) -> str:
        """What its numerator is told in: t, GJ, tce, t·km; nothing for the cost."""
        return "" if self.indicator == COST else indicators()[self.indicator].amount_unit

    @property
    def told_per_thousand(self) -> float:
        """What its numerator is told in (t, GJ, t·km, tce) per unit of its form (kt, TJ, kt·km, tce)."""
        return 1.0 if self.amount_unit == "tce" else 1000.0

    @property
    def is_linear(self) -> bool:
        """Whether it is a total, or a share of what no decision moves: it can be minimised as it is."""
        whole = self.forms[1]
        return not whole or {term.activity for term in built_in_forms()[whole]} <= FIXED

    @property
    def better(self) -> str:
        """Whether less (``at_most``) or more (``at_least``) of it is wished for."""
        return AT_MOST if self.indicator == COST else indicators()[self.indicator].senses[0]

    @property
    def sign(self) -> float:
        """1 where less is better, else -1: the sign with which it is minimised."""
        return 1.0 if self.better == AT_MOST else -1.0

    def unit(self, case: Case) -> str:
        """Unit of its values."""
        return case.info.currency if self.indicator == COST else indicators()[self.indicator].unit


@dataclass(frozen=True, slots=True)
class Bound:
    """A floor or ceiling on a gauge, in its unit."""

    gauge: Gauge
    sense: str
    value: float

    def __str__(self) -> str:
        return f"{self.gauge}{'<=' if self.sense == AT_MOST else '>='}{self.value!r}"


@dataclass(frozen=True, slots=True)
class Goal:
    """A gauge as the aim: numerator − ``ratio`` · denominator + ``about``, minimised with the gauge's sign.

    ``ratio`` in the unit of the gauge is nothing for a total. ``about`` is a constant in the unit of the
    numerator, so that a gap relative to the objective means something where the difference is near nothing.
    """

    gauge: Gauge
    ratio: float = 0.0
    about: float = 0.0


def gauge_from_text(text: str) -> Gauge:
    """The gauge that a text names; whether a case has it, ``check_gauge`` says."""
    match = _GAUGE.fullmatch(text.strip())
    if match is None:
        raise GaugeError("gauge.text", found=text)
    indicator, item, scope, only = match.groups()
    return Gauge(indicator, item, scope or REGION, only)


def bound_from_text(text: str) -> Bound:
    """``GAUGE<=VALUE`` or ``GAUGE>=VALUE``."""
    match = _BOUND.fullmatch(text.strip())
    if match is None:
        raise GaugeError("gauge.bound", found=text)
    try:
        value = float(match[3])
    except ValueError:
        raise GaugeError("gauge.bound", found=text) from None
    return Bound(gauge_from_text(match[1]), SIGNS[match[2]], value)


def check_gauge(case: Case, gauge: Gauge) -> None:
    """Refuse what the case does not have."""
    if gauge.indicator == COST:
        if gauge.item or gauge.only:
            raise GaugeError("gauge.cost", found=str(gauge))
        return
    known = [name for name in indicators() if name != CAPACITY]
    if gauge.indicator not in known:
        match = nearest(gauge.indicator, [COST, *known])
        raise GaugeError("gauge.unknown", found=gauge.indicator, nearest=match, known=[COST, *known])
    row = indicators()[gauge.indicator]
    if bool(row.item) != bool(gauge.item):
        raise GaugeError("gauge.item" if row.item else "gauge.no_item", found=str(gauge))
    if gauge.item is not None and gauge.item not in case.materials:
        raise GaugeError("gauge.material", found=gauge.item, nearest=nearest(gauge.item, case.materials))
    if gauge.scope not in row.scopes:
        raise GaugeError("gauge.scope", found=gauge.scope, gauge=gauge.indicator, known=row.scopes)
    if gauge.scope != REGION and gauge.only not in subjects(case, gauge.scope, None):
        raise GaugeError("gauge.subject", found=gauge.only, scope=gauge.scope)
