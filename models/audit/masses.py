"""Mass at every site: what arrives is what is used, what is made is what leaves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cases.grades import grade_of
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, at
from models.audit.piles import kept_at
from models.audit.plan import Plan, once
from models.audit.tolerance import tell, unequal


def check(plan: Plan) -> Iterator[AuditFinding]:
    """All mass balances apart from the clinker balance of the kiln."""
    yield from _flow_identity(plan)
    yield from _moisture(plan)
    yield from _roles(plan)
    yield from _sites(plan)
    yield from _clinker(plan)
    yield from _cement(plan)


def _flow_identity(plan: Plan) -> list[AuditFinding]:
    """A haul starts where its origin stands and carries what its origin gives."""
    flows, case = plan["flows"], plan.case
    homes = pd.concat(
        [plan.sources["site"], plan.kilns["site"], plan.plants["site"]],
        keys=["material", "clinker", "cement"],
    )
    own = pd.MultiIndex.from_frame(flows[["kind", "origin"]])
    wrong = homes.reindex(own).to_numpy() != flows["origin_site"].to_numpy()
    is_material = (flows["kind"] == "material").to_numpy()
    given = {source: (row.material, grade_of(case, source)) for source, row in case.sources.items()}
    told = zip(flows["origin"], flows["item"], flows["grade"], strict=True)
    wrong |= is_material & np.array([given.get(o) != (i, g) for o, i, g in told], dtype=bool)
    wrong |= (flows["kind"] == "clinker").to_numpy() & (flows["grade"] != flows["origin"]).to_numpy()
    rows = flows[wrong].set_index(["period", "origin", "destination_site", "item"])["wet_t"]
    return tell(Code.FLOW_IDENTITY, rows, rows * 0, unit="t")


def _moisture(plan: Plan) -> Iterator[AuditFinding]:
    """Dry mass is wet mass less the moisture of the grade; clinker and cement are dry."""
    flows, feed = plan["flows"], plan["kiln_feed"]
    moisture = np.where(flows["kind"] == "material", at(plan.grades["moisture"], flows["grade"]), 0.0)
    dry = flows.assign(dry=flows["wet_t"] * (1 - moisture))
    keys = ["period", "origin", "destination_site", "item"]
    yield from unequal(Code.FLOW_MOISTURE, amounts(dry, keys, "dry_t"), amounts(dry, keys, "dry"), unit="t")
    told = feed.assign(dry=feed["wet_t"] * (1 - at(plan.grades["moisture"], feed["grade"])))
    keys = ["period", "kiln", "use", "grade"]
    yield from unequal(Code.FEED_MOISTURE, amounts(told, keys, "dry_t"), amounts(told, keys, "dry"), unit="t")


def _roles(plan: Plan) -> Iterator[AuditFinding]:
    """A material is used only in a role that the case gives it, and under its own name."""
    feed, mill = plan["kiln_feed"], plan["mill_use"]
    material = at(plan.grades["material"], feed["grade"])
    as_raw, as_fuel = at(plan.grades["raw"], feed["grade"]), at(plan.grades["fuel"], feed["grade"])
    allowed = np.where(
        feed["use"] == "raw", as_raw, as_fuel & feed["material"].isin(plan.fuels.index)
    ).astype(bool)
    rows = feed[~allowed | (material != feed["material"].to_numpy())]
    used = rows.set_index(["period", "kiln", "use", "grade"])["dry_t"]
    yield from tell(Code.ROLE, used, used * 0, unit="t")
    fixed = np.where(mill["kind"] == "clinker", "clinker", at(plan.grades["constituent"], mill["grade"]))
    rows = mill[fixed != mill["constituent"].to_numpy()].rename(
        columns={"plant": "kiln", "constituent": "use"}
    )
    used = rows.set_index(["period", "kiln", "use", "grade"])["dry_t"]
    yield from tell(Code.ROLE, used, used * 0, unit="t")


@once
def site_use(plan: Plan) -> pd.DataFrame:
    """Use of materials by period, site, grade and user (a kiln or a plant), dry t."""
    feed = plan["kiln_feed"].assign(user=plan["kiln_feed"]["kiln"], plant=False)
    feed = feed.assign(
        site=at(plan.kilns["site"], feed["kiln"]),
        dry=feed["wet_t"] * (1 - at(plan.grades["moisture"], feed["grade"])),
    )
    mill = plan["mill_use"][plan["mill_use"]["kind"] == "material"]
    mill = mill.assign(
        user=mill["plant"], plant=True, site=at(plan.plants["site"], mill["plant"]), dry=mill["dry_t"]
    )
    return pd.concat([feed, mill])[["period", "site", "grade", "user", "plant", "dry"]].reset_index(drop=True)


def _sites(plan: Plan) -> list[AuditFinding]:
    flows = plan["flows"]
    flows = flows[flows["kind"] == "material"].rename(columns={"destination_site": "site"})
    flows = flows.assign(dry=flows["wet_t"] * (1 - at(plan.grades["moisture"], flows["grade"])))
    keys = ["period", "site", "grade"]
    return unequal(
        Code.SITE_BALANCE, amounts(flows, keys, "dry"), amounts(site_use(plan), keys, "dry"), unit="t"
    )


def _clinker(plan: Plan) -> Iterator[AuditFinding]:
    flows = plan["flows"][plan["flows"]["kind"] == "clinker"]
    shipped = amounts(flows.rename(columns={"origin": "kiln"}), ["period", "kiln"], "wet_t")
    ready = _less(plan.running["clinker_t"], kept_at(plan, ["period", "kiln"]))
    yield from unequal(Code.CLINKER_SHIPPED, shipped, ready, unit="t")
    arrived = amounts(
        flows.rename(columns={"destination_site": "site", "grade": "kiln"}),
        ["period", "site", "kiln"],
        "wet_t",
    )
    mill = plan["mill_use"][plan["mill_use"]["kind"] == "clinker"]
    mill = mill.assign(site=at(plan.plants["site"], mill["plant"]), kiln=mill["grade"])
    yield from unequal(
        Code.CLINKER_GROUND, arrived, amounts(mill, ["period", "site", "kiln"], "dry_t"), unit="t"
    )


def _cement(plan: Plan) -> Iterator[AuditFinding]:
    keys = ["period", "plant", "product"]
    made = amounts(plan["cement"], keys, "cement_t")
    yield from unequal(Code.CEMENT_MADE, made, amounts(plan["mill_use"], keys, "dry_t"), unit="t")
    flows = plan["flows"][plan["flows"]["kind"] == "cement"].rename(
        columns={"origin": "plant", "item": "product"}
    )
    ready = _less(made, kept_at(plan, keys))
    yield from unequal(Code.CEMENT_SHIPPED, amounts(flows, keys, "wet_t"), ready, unit="t")


def _less(made: pd.Series, kept: pd.Series) -> pd.Series:
    """What is made less what is put by, or with what is drawn."""
    if kept.empty:
        return made
    made, kept = made.align(kept, join="outer", fill_value=0.0)
    return made - kept
