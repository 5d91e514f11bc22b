"""Value-added tax of each company and year from prices and rates, and what a rule gives back. CNY."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import at
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.power import line_kwh, mill_kwh, own_kwh
from models.audit.rewards import earned
from models.audit.tolerance import unequal
from models.audit.years import at_grid

KEYS = ["company", "year"]
CHECKED = {Code.VAT_PAYABLE: "payable_cny", Code.VAT_REFUND: "refund_cny"}
FLOOR = 10.0
"""CNY that count as nothing."""


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """VAT payable and refund of every company as the table tells them."""
    if "vat" not in plan.tables:
        return
    own, told = taxes(plan, routes), plan["vat"].astype({"year": str}).set_index(KEYS)
    for code, column in CHECKED.items():
        stated = told[column].astype(float)
        yield from unequal(code, stated, own[column], unit="CNY", relative=1e-6, floor=FLOOR)


def refunded(plan: Plan, routes: Routes) -> float:
    """CNY given back to all companies."""
    return float(taxes(plan, routes)["refund_cny"].sum())


def taxes(plan: Plan, routes: Routes) -> pd.DataFrame:
    """VAT payable and refund by (company, year); nothing where the case has no rates."""
    if "vat" not in plan.memo:
        plan.memo["vat"] = _taxes(plan, routes)
    found: pd.DataFrame = plan.memo["vat"]
    return found


def _taxes(plan: Plan, routes: Routes) -> pd.DataFrame:
    rates = {row.item: row for row in plan.case.vat_rates.values() if row.active and row.rate > 0}
    none = pd.MultiIndex.from_arrays([[], []], names=KEYS)
    if not rates:
        return pd.DataFrame(columns=list(CHECKED.values()), index=none, dtype=float)
    paid = pd.concat([*_hauled(plan, routes), *_power(plan)], ignore_index=True)
    within = {item: row.rate / (100 + row.rate if row.included else 100) for item, row in rates.items()}
    paid["vat"] = paid["cny"] * paid["item"].map(within).fillna(0.0)
    years = {name: str(row.year) for name, row in plan.case.periods.items()}
    paid["year"] = paid["period"].map(years)
    paid = paid[paid["company"].notna()]
    payable = paid.groupby(KEYS)["vat"].sum()
    frame = pd.DataFrame({"payable_cny": payable, "refund_cny": 0.0})
    for key, rules in earned(plan, "refund").items():
        if key in frame.index:
            frame.loc[key, "refund_cny"] = _refund(plan, paid, key, rules)
    return frame


def _refund(plan: Plan, paid: pd.DataFrame, key: tuple[str, str], rules: set[str]) -> float:
    """The largest refund: no CNY of VAT twice, of named products no more than their sales and hauls bear."""
    mine = paid[(paid["company"] == key[0]) & (paid["year"] == key[1])]
    left = max(0.0, float(mine["vat"].sum()))
    total = 0.0
    for rule in sorted(rules, key=lambda name: plan.case.thresholds[name].amount, reverse=True):
        products = {product for name, product in plan.case.refund_products if name == rule}
        part = min(left, _borne(mine, products)) if products else left
        total, left = total + part * plan.case.thresholds[rule].amount / 100, left - part
    return total


def _borne(paid: pd.DataFrame, products: set[str]) -> float:
    """VAT on each sale of some products less that in its haul, where anything is left."""
    each = paid[paid["product"].isin(products)].groupby("flow")["vat"].sum()
    return float(each.clip(lower=0.0).sum())


def _hauled(plan: Plan, routes: Routes) -> Iterator[pd.DataFrame]:
    """Cement sold, above zero; what is hauled in, its haul and its handling, below zero."""
    flows = routes.hauls
    mills, kilns = _first(plan.plants), _first(plan.kilns)
    cement = flows["kind"] == "cement"
    to_mill = (flows["kind"] == "clinker") | (flows.get("use", pd.Series("", flows.index)) == "mill")
    there = flows["destination_site"]
    taker = there.map(kilns).where(~to_mill, there.map(mills))
    company = taker.where(~cement, flows["origin"].map(plan.plants["company"]))
    base = flows[["period"]].assign(company=company, product=flows["item"].where(cement), flow=flows.index)
    yield base.assign(item="freight", cny=-flows["wet_t"] * flows["own_freight"])
    yield base.assign(item="handling", cny=-flows["wet_t"] * flows["own_handling"])
    bought = flows["kind"] == "material"
    price = at(plan.sources["price"], flows["origin"][bought]).astype(float)
    item = np.where(flows["item"][bought].isin(plan.fuels.index), "fuels", "materials")
    yield base[bought].assign(item=item, cny=-flows["wet_t"][bought] * price)
    sold = flows[cement]
    prices = {key: row.delivered_price or 0.0 for key, row in plan.case.demand.items()}
    each = [prices[key] for key in zip(sold["destination"], sold["item"], sold["period"], strict=True)]
    yield base[cement].assign(item="cement", cny=sold["wet_t"] * np.array(each, dtype=float))


def _first(works: pd.DataFrame) -> pd.Series:
    """Company of the first kiln (plant) of each site that has one."""
    named = works[works["company"].notna()]
    first: pd.Series = named.drop_duplicates("site").set_index("site")["company"]
    return first


def _power(plan: Plan) -> Iterator[pd.DataFrame]:
    """Power bought by kilns and mills, below zero."""
    for bought, works, name in (
        (line_kwh(plan) - own_kwh(plan), plan.kilns, "kiln"),
        (mill_kwh(plan), plan.plants, "plant"),
    ):
        frame = (-at_grid(plan, "electricity_price", bought)).rename("cny").reset_index()
        yield frame.assign(company=frame[name].map(works["company"]), item="electricity")
