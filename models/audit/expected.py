"""Findings of an audit of today's operation that stated figures explain: a limit that is told to give.

The limits are known by the names under which the model registers them; nothing else of the model is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from models.audit.codes import Code
from models.audit.finding import AuditFinding

FAMILIES: Mapping[str, tuple[str, ...]] = {
    Code.SUPPLY_CAPTIVE: ("c_captive",),
    Code.SUPPLY_DAYS: ("c_waste_store",),
    Code.STOCK_ROOM: ("c_stock", "c_waste_store"),
    Code.STOCK_YEAR_END: ("c_stock",),
    Code.CAPACITY: ("c_load_max",),
    Code.MIN_LOAD: ("c_load_min",),
    Code.DAYS_MAX: ("c_days_max",),
    Code.SHIFT_BONUS: ("c_bonus",),
    Code.SHIFT_SWAP: ("c_swap",),
    Code.SHIFT_IDLE: ("c_swap_idle",),
    Code.SHIFT_PARTNER: ("c_swap_partner",),
    Code.REGISTERED: ("c_registered",),
    Code.DAYS_MIN: ("c_days_min",),
    Code.FEEDERS: ("c_raw_feeders", "c_fuel_feeders"),
    Code.FEEDER_MINIMUM: ("c_raw_feeder_minimum", "c_fuel_feeder_minimum"),
    Code.DOSING: ("c_dosing",),
    Code.RATIO_LOWER: ("c_quality_lower",),
    Code.RATIO_UPPER: ("c_quality_upper",),
    Code.RATIO_BRANCH: ("c_quality_lower", "c_quality_upper"),
    Code.RATIO_DENOMINATOR: ("c_quality_floor",),
    Code.RECIPE: ("c_recipe_lower", "c_recipe_upper"),
    Code.CEMENT_SO3: ("c_cement_so3_lower", "c_cement_so3_upper"),
    Code.CEMENT_CL: ("c_cement_cl",),
    Code.CEMENT_MGO: ("c_cement_mgo",),
    Code.CEMENT_LOI: ("c_cement_loi",),
    Code.STRENGTH: ("c_cement_strength",),
    Code.PLANT_CAPACITY: ("c_mill_capacity",),
    Code.FEED_WATER: ("c_feed_moisture",),
    Code.GAS: ("c_gas",),
    Code.SUBSTITUTION: ("c_substitution",),
    Code.FUEL_SHARE: ("c_fuel_share",),
    Code.ALTERNATIVE_CAPACITY: ("c_fuel_handling",),
    Code.POWER: ("c_own_use",),
    Code.MARKET_BALANCE: ("c_demand",),
    Code.MARKET_UNMET: ("c_demand",),
    Code.LINK_CAPACITY: ("c_haul_capacity",),
    Code.TRANSFER_CAPACITY: ("c_haul_capacity",),
    Code.SERVICE_MINIMUM: ("c_service_minimum",),
    Code.SERVICE_MAXIMUM: ("c_service_maximum",),
    Code.STATED: ("c_stated",),
}
"""Limits whose breach each code tells."""
OF_CLINKER: Mapping[str, str] = {Code.CEMENT_SO3: "so3", Code.CEMENT_CL: "cl", Code.CEMENT_MGO: "mgo"}
"""Limits of cement that clinker beyond its own limit, by metric, can break."""
OF_A_YEAR = (
    "c_captive_year", "c_waste_store", "c_bonus_year", "c_swap", "c_swap_idle", "c_swap_partner",
    "c_registered",
)  # fmt: skip
"""Limits of a year, whose keys end with it instead of a period."""
Breach = tuple[str, str]
"""Family of the limit and its key, parts joined by +, the period last."""


def unexplained(findings: Iterable[AuditFinding], breaches: Sequence[Breach]) -> list[AuditFinding]:
    """Findings that no told breach explains."""
    return [finding for finding in findings if not any(explains(breach, finding) for breach in breaches)]


def explains(breach: Breach, finding: AuditFinding) -> bool:
    """Whether a finding tells the limit that gave: one names all that the other does, in the same period."""
    family, key = breach
    *ids, time = key.split("+")
    metric = OF_CLINKER.get(finding.code)
    if metric is not None and family.startswith("c_quality") and metric in ids:
        return True
    alike = family.startswith(FAMILIES.get(finding.code, ()))
    then = finding.period in ("", time) or time == "all" or family in OF_A_YEAR
    named = _named(finding)
    return alike and then and (named <= set(ids) or set(ids) <= named)


def _named(finding: AuditFinding) -> frozenset[str]:
    """Ids and words that a finding names, its period apart; no id holds a plus or a blank.

    The side of a branch is a limit on another metric than the one it is told of.
    """
    apart = ("period", "metric") if finding.code == Code.RATIO_BRANCH else ("period",)
    parts = " ".join(part for name, part in finding.params.items() if name not in apart)
    return frozenset(parts.replace("+", " ").split())
