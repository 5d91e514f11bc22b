"""The other totals of the plan: tonnes, shares, tonne-kilometres, heat."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import at
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.tolerance import FLOOR_T, RATIO, tell, unequal
from models.audit.waste import arising_in_period

CHECKED_ELSEWHERE = (
    "cost",
    "cost_system",
    "cost_cement_sector",
    "cost_by_category",
    "co2_t",
    "co2_by_scope",
    "co2_guideline_t",
)
SHARES = frozenset(
    {"waste_use_share", "rail_share", "thermal_substitution", "clinker_factor", "specific_heat_gj_per_t"}
)


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """All totals are there, and these say what the tables say."""
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
    """Totals over all periods from the case and the tables."""
    hauls, mill = routes.hauls, plan["mill_use"]
    material = hauls[hauls["kind"] == "material"]
    dry = material["wet_t"] * (1 - at(plan.grades["moisture"], material["grade"]))
    waste = at(plan.grades["waste"], material["grade"]).astype(bool)
    used, arising = float(dry[waste].sum()), float(arising_in_period(plan)["arising"].sum())
    rail, road, other = (
        float((hauls["wet_t"] * hauls[f"own_{m}_km"]).sum()) for m in ("rail", "road", "other")
    )
    heat = plan.burnt["wet_t"] * plan.burnt["ncv"]
    clinker, cement = float(plan.running["clinker_t"].sum()), float(plan["cement"]["cement_t"].sum())
    return {
        "clinker_t": clinker,
        "cement_t": cement,
        "waste_used_t": used,
        "waste_arising_t": arising,
        "waste_use_share": _share(used, arising),
        "rail_tkm": rail,
        "road_tkm": road,
        "rail_share": _share(rail, rail + road + other),
        "thermal_substitution": _share(
            float(heat[plan.burnt["alternative"].astype(bool)].sum()), float(heat.sum())
        ),
        "clinker_factor": _share(float(mill.loc[mill["kind"] == "clinker", "dry_t"].sum()), cement),
        "specific_heat_gj_per_t": _share(float(heat.sum()), clinker),
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
