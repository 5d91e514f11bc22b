"""The other totals of the plan: tonnes, shares, tonne-kilometres, heat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import at
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.tolerance import FLOOR_T, RATIO, tell, unequal
from models.audit.waste import arising_in_period
from models.audit.years import mean

CHECKED_ELSEWHERE = (
    "cost",
    "cost_system",
    "cost_cement_sector",
    "cost_by_category",
    "co2_t",
    "co2_by_scope",
    "co2_guideline_t",
)
MODES = ("rail", "road", "other")
SHARES = frozenset(
    {"waste_use_share", "rail_share", "thermal_substitution", "clinker_factor", "specific_heat_gj_per_t"}
)


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """All totals are there, and these say what the tables say."""
    yield from of_totals(plan, routes)


def of_totals(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Totals of the mean year: amounts are its amounts, shares those of its amounts."""
    own = totals(plan, routes)
    absent = [key for key in (*CHECKED_ELSEWHERE, *own) if key not in plan.totals]
    lacking = pd.Series(0.0, index=pd.Index(absent, name="key", dtype=object))
    yield from tell(Code.TOTAL_MISSING, lacking, lacking, unit="-")
    for shares, floor in ((False, FLOOR_T), (True, RATIO / 100)):
        keys = [key for key in own if (key in SHARES) == shares and key in plan.totals]
        told = pd.Series({key: float(plan.totals[key]) for key in keys}, dtype=float).rename_axis("key")
        mine = pd.Series({key: own[key] for key in keys}, dtype=float).rename_axis("key")
        yield from unequal(Code.TOTAL, told, mine, unit="-", relative=RATIO, floor=floor)


def totals(plan: Plan, routes: Routes) -> dict[str, float]:
    """Totals of the mean year from the case and the tables."""
    return _with_shares(mean(plan, routes, _sums))


def _sums(plan: Plan, routes: Routes) -> dict[str, float]:
    """Amounts that add up."""
    hauls, mill = routes.hauls, plan["mill_use"]
    material = hauls[hauls["kind"] == "material"]
    dry = material["wet_t"] * (1 - at(plan.grades["moisture"], material["grade"]))
    waste = at(plan.grades["waste"], material["grade"]).astype(bool)
    heat = plan.burnt["wet_t"] * plan.burnt["ncv"]
    return {
        "clinker_t": float(plan.running["clinker_t"].sum()),
        "cement_t": float(plan["cement"]["cement_t"].sum()),
        "ground_t": float(mill.loc[mill["kind"] == "clinker", "dry_t"].sum()),
        "waste_used_t": float(dry[waste].sum()),
        "waste_arising_t": float(arising_in_period(plan)["arising"].sum()),
        **{f"{m}_tkm": float((hauls["wet_t"] * hauls[f"own_{m}_km"]).sum()) for m in MODES},
        "heat_gj": float(heat.sum()),
        "alternative_gj": float(heat[plan.burnt["alternative"].astype(bool)].sum()),
    }


def _with_shares(sums: Mapping[str, float]) -> dict[str, float]:
    """The amounts that are told, and shares of them."""
    told = ("clinker_t", "cement_t", "waste_used_t", "waste_arising_t", "rail_tkm", "road_tkm")
    return {
        **{key: sums[key] for key in told},
        "waste_use_share": _share(sums["waste_used_t"], sums["waste_arising_t"]),
        "rail_share": _share(sums["rail_tkm"], sum(sums[f"{m}_tkm"] for m in MODES)),
        "thermal_substitution": _share(sums["alternative_gj"], sums["heat_gj"]),
        "clinker_factor": _share(sums["ground_t"], sums["cement_t"]),
        "specific_heat_gj_per_t": _share(sums["heat_gj"], sums["clinker_t"]),
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
