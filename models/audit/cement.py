"""Cement as it really comes out: pooled real clinker, recipe shares, limits, strength, mills."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.audit.changes import by_target
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, frame_of
from models.audit.piles import clinker_out
from models.audit.plan import Plan
from models.audit.quality import contents
from models.audit.tolerance import FLOOR_T, above, below

SET_REGULATOR = "gypsum"
PERCENT_FLOOR = 1e-6
KEYS = ["period", "plant", "product"]


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Shares, limits and strength of every cement, and the capacity of the mills."""
    made = plan["cement"].set_index(KEYS)["cement_t"]
    yield from _capacity(plan, made)
    made = made[made > FLOOR_T]
    yield from _recipes(plan, made)
    yield from _limits(plan, made)


def _capacity(plan: Plan, made: pd.Series) -> list[AuditFinding]:
    ground = made.groupby(level=["period", "plant"]).sum()
    periods, plants = ground.index.get_level_values("period"), ground.index.get_level_values("plant")
    more = by_target(plan.case, plan.tables, "mill_capacity")
    room = (
        (plan.plants["capacity"].reindex(plants).to_numpy() + [more.get(key, 0.0) for key in ground.index])
        * plan.year_share.reindex(periods).to_numpy()
        * 1000
    )
    return above(Code.PLANT_CAPACITY, ground, pd.Series(room, index=ground.index), unit="t")


def _recipes(plan: Plan, made: pd.Series) -> Iterator[AuditFinding]:
    """Every range of every product; a class that no range of the product names may not be in it."""
    use = amounts(plan["mill_use"], [*KEYS, "constituent"], "dry_t").unstack("constituent").fillna(0.0)
    use = use.reindex(made.index).fillna(0.0)
    share = use.div(made, axis=0) * 100
    product = made.index.get_level_values("product")
    for (name, key), row in plan.case.recipes.items():
        mine = share[product == name]
        value = mine.reindex(columns=list(row.constituents)).fillna(0.0).sum(axis=1)
        value = pd.concat({key: value}, names=["range"]).reorder_levels([*KEYS, "range"])
        yield from below(Code.RECIPE, value, value * 0 + row.lower, unit="%", floor=PERCENT_FLOOR)
        yield from above(Code.RECIPE, value, value * 0 + row.upper, unit="%", floor=PERCENT_FLOOR)
    named = {(p, c) for (p, _), row in plan.case.recipes.items() for c in row.constituents}
    long = pd.Series(share[use > FLOOR_T].stack(), dtype=float)
    ids = zip(long.index.get_level_values("product"), long.index.get_level_values("constituent"), strict=True)
    long = long[np.array([pair not in named for pair in ids], dtype=bool)]
    long.index = long.index.set_names([*KEYS, "range"])
    yield from above(Code.RECIPE, long, long * 0, unit="%", floor=PERCENT_FLOOR)


def realised(plan: Plan) -> pd.DataFrame:
    """SO3, Cl, MgO and LOI in % and strength in MPa of every cement, from real clinker and constituents."""
    mill, run = plan["mill_use"], plan.running
    content = contents(plan).clinker
    clinker = content[["so3", "cl", "mgo"]].div(content["mass"].where(content["mass"] > 0), axis=0)
    clinker = clinker_out(plan, clinker.fillna(0.0)).assign(loi=0.0, strength=run["strength"])
    names = list(clinker.columns)
    reference = plan.case.factors.strength_reference
    added = plan.grades.assign(strength=plan.grades["activity"] * reference)
    added.loc[plan.grades["constituent"] == SET_REGULATOR, "strength"] = reference
    of_clinker = clinker.reindex(pd.MultiIndex.from_frame(mill[["period", "grade"]])).to_numpy()
    of_added = added[names].reindex(mill["grade"]).to_numpy(dtype=float)
    values = np.where((mill["kind"] == "clinker").to_numpy()[:, None], of_clinker, of_added)
    parts = pd.DataFrame(values * mill["dry_t"].to_numpy()[:, None], columns=names, index=mill.index)
    whole = parts.groupby([mill[key] for key in KEYS]).sum()
    made = plan["cement"].set_index(KEYS)["cement_t"]
    made = made[made > FLOOR_T]
    share = whole.reindex(made.index).fillna(0.0).div(made, axis=0)
    share[["so3", "cl", "mgo", "loi"]] *= 100
    return share


def _limits(plan: Plan, made: pd.Series) -> Iterator[AuditFinding]:
    value = realised(plan)
    products = frame_of(plan.case.products, keys=["product"]).drop(columns="product")
    limit = products.reindex(made.index.get_level_values("product")).set_index(made.index)
    for code, item, column in (
        (Code.CEMENT_SO3, "so3", "so3_max"),
        (Code.CEMENT_CL, "cl", "cl_max"),
        (Code.CEMENT_MGO, "mgo", "mgo_max"),
        (Code.CEMENT_LOI, "loi", "loi_max"),
    ):
        yield from above(code, value[item], limit[column], unit="%", floor=PERCENT_FLOOR)
    yield from below(Code.CEMENT_SO3, value["so3"], limit["so3_min"], unit="%", floor=PERCENT_FLOOR)
    yield from below(Code.STRENGTH, value["strength"], limit["strength_min"], unit="MPa", floor=PERCENT_FLOOR)
