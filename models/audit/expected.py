"""Findings of an audit of today's operation that stated figures explain: a limit that is told to give.

The limits are known by the names under which the model registers them; nothing else of the model is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from models.audit.codes import Code
from models.audit.finding import AuditFinding

FAMILIES: Mapping[str, tuple[str, ...]] = {
    Code.SUPPLY_CAPTIVE: ("c_captive",),
    Code.CAPACITY: ("c_load_max",),
    Code.MIN_LOAD: ("c_load_min",),
    Code.DAYS_MAX: ("c_days_max",),
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
    Code.LINK_CAPACITY: ("c_haul_capacity",),
    Code.TRANSFER_CAPACITY: ("c_haul_capacity",),
    Code.SERVICE_MINIMUM: ("c_service_minimum",),
    Code.SERVICE_MAXIMUM: ("c_service_maximum",),
    Code.STATED: ("c_stated",),
}
"""Limits whose breach each code tells."""
OF_CLINKER: Mapping[str, str] = {Code.CEMENT_SO3: "so3", Code.CEMENT_CL: "cl", Code.CEMENT_MGO: "mgo"}
"""Limits of cement that clinker beyond its own limit, by metric, can break."""
Breach = tuple[str, str]
"""Family of the limit and its key, parts joined by +."""


def unexplained(findings: Iterable[AuditFinding], breaches: Sequence[Breach]) -> list[AuditFinding]:
    """Findings that no told breach explains."""
    return [finding for finding in findings if not any(explains(breach, finding) for breach in breaches)]


def explains(breach: Breach, finding: AuditFinding) -> bool:
    """Whether a finding tells the limit that gave."""
    family, key = breach[0], set(breach[1].split("+"))
    metric = OF_CLINKER.get(finding.code)
    if metric is not None and family.startswith("c_quality") and metric in key:
        return True
    if not family.startswith(FAMILIES.get(finding.code, ())):
        return False
    named = set(finding.subject.replace("+", "/").split("/"))
    return bool(named & key) and (not finding.period or finding.period in key or "all" in key)
