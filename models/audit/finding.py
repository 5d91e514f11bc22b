"""What an audit reports: findings with stable codes, and the aim they are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cases.gauges import Bound, Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One disagreement between plan and case: `value` against `limit`, both in `unit`.

    `subject` names the thing in the user's ids, parts joined by "/"; `period` is empty where none applies.
    The sentence is keyed by `code` in the text catalogue and filled from all fields and `params`.
    """

    code: str
    subject: str
    period: str
    value: float
    limit: float
    unit: str
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditAim:
    """What the run minimised, so that the objective can be recomputed.

    `objective` is in CNY for the aims cost, priced and cap, in t CO2 for the aim co2; None: unchecked.
    It includes the price of unmet demand, the road preference and the shadow price of CO2. With the
    aims co2 and goal one CNY of unmet demand counts as a tonne and a thousand CNY of preference as another.
    """

    aim: str = "cost"
    money: str = "system"
    objective: float | None = None
    carbon_price: float = 0.0
    road_preference: float = 0.0
    co2_cap_t: float | None = None
    goal: Goal | None = None
    """What the aim goal minimises: the objective is then in the unit that its numerator is told in."""
    bounds: tuple[Bound, ...] = ()
    today: bool = False
    """Whether the tables are of today's operation: what is stated of it must stand in them, and what is asked
    of the plan alone (a floor on rail) does not bind."""
