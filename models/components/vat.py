"""Value-added tax of each company and year, and the part of it that a threshold rule gives back.

Registered where the aim counts cement-sector money and a rule grants a refund; elsewhere the ledger tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from models import vat_cuts, vat_due
from models.bounds import most_clinker, most_fuel_heat, uppers
from models.data import ModelData, number, table
from models.projects import raised
from models.registry import Kind, Registry
from models.rewards import earned
from models.vat import haul_payer, haul_tax, named_products, tax_shares, taxpayers
from models.works import HAUL

KEYS = ["company", "year"]
RULE = ["rule", "company", "year"]
WORKED: Mapping[str, str] = MappingProxyType(
    {
        "v_raw": "raw", "v_fuel": "fuel", "v_clinker": "clinker", "v_clinker_ground": "ground",
        "v_addition": "ground", "v_cement": "cement",
    }
)  # fmt: skip
"""Goods by the family of decisions that power works on."""
VAT = "vat"
"""The shared balance: tax on sales less tax in what is bought = VAT payable [kCNY]."""
PRODUCTS = "vat_products"
"""The shared balance: tax on the sales of the products that a rule names less that in their hauls [kCNY]."""


def holds(data: ModelData) -> bool:
    """Whether a refund can be had: rates, and a rule that gives it."""
    return any(tax_shares(data.case).values()) and bool(refund_shares(data))


def refund_shares(data: ModelData) -> dict[str, float]:
    """Share of the VAT payable that each rule gives back."""
    rules = getattr(data.case, "thresholds", {})
    return {name: row.amount / 100.0 for name, row in rules.items() if row.active and row.reward == "refund"}


def add_hauls(registry: Registry, data: ModelData, hauls: pd.DataFrame) -> None:
    """Tax on cement at its market, and in what is hauled, its haul and its handling [kCNY/kt]."""
    if not holds(data):
        return
    index = registry.frame("v_haul").merge(hauls, on=HAUL, how="left")
    frame = index.assign(
        tax=haul_tax(data, index),
        company=haul_payer(data, index),
    )
    _contribute(registry, data, frame)
    sellers = frame[frame["company"].isin(_sellers(data))]
    vat_cuts.tell_hauls(registry, data, sellers.assign(year=_year(data, sellers["period"])))
    vat_due.tell_hauls(registry, data, frame, _sellers(data))
    _products(registry, data, frame[frame["kind"] == "cement"])


def _products(registry: Registry, data: ModelData, cement: pd.DataFrame) -> None:
    """Tax on each sale of the products that a rule names, less that in its haul, if any is left [kCNY/kt]."""
    shares = refund_shares(data)
    for rule, products in named_products(data.case).items():
        some = cement[cement["item"].isin(products) & cement["company"].isin(_sellers(data))]
        if rule in shares and len(some):
            keys = some.assign(rule=rule, year=_year(data, some["period"]))[RULE]
            registry.contribute(PRODUCTS, keys, some["col"], some["tax"].clip(lower=0.0).to_numpy())


def _sellers(data: ModelData) -> set[str]:
    """Companies with grinding plants: who sells no cement has no tax to pay."""
    return {plant.company for plant in data.case.plants.values() if plant.company}


def _year(data: ModelData, period: pd.Series) -> pd.Series:
    return period.map(dict(zip(data.periods["period"], data.periods["year"].astype(str), strict=True)))


def _contribute(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    some = frame[frame["company"].isin(_sellers(data)) & (frame["tax"] != 0)]
    keys = some.assign(year=_year(data, some["period"]))[KEYS]
    registry.contribute(VAT, keys, some["col"], some["tax"].to_numpy(float))


def add(registry: Registry, data: ModelData) -> None:
    """Register VAT payable and refunds [kCNY].

    refund ≤ share·Omax·y_rule;  Σ_rules refund/share ≤ payable + C·(1 − y_rule). Where nothing is due a rule
    is not worth earning, which is why it may not apply by itself.
    """
    if not holds(data):
        return
    _electricity(registry, data)
    rules = earned(registry, data.case, "refund").rename(columns={"subject": "company"})
    payers = _payers(registry, data)
    payers["payable"] = registry.add_columns(
        "v_vat", payers[KEYS], unit="kCNY", lower=-payers["bought"], upper=payers["sold"]
    )["col"]
    registry.contribute(VAT, payers[KEYS], payers["payable"], -1.0)
    given = rules.merge(payers, on=KEYS)
    given["share"] = given["rule"].map(refund_shares(data)).astype(float)
    most = given["share"] * given["sold"]
    given["col"] = registry.add_columns("v_refund", given[RULE], unit="kCNY", upper=most)["col"]
    registry.affect("cost:vat_refund", given["col"], -1.0)
    rows = registry.add_rows("c_refund_rule", given[RULE], unit="kCNY", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, given["col"], 1.0)
    registry.add_terms(rows, given["choice"], -most)
    _of_payable(registry, given)
    _of_products(registry, given, payers)
    vat_cuts.add(registry, data, given, payers)
    vat_due.add(registry, data, given)


def _of_payable(registry: Registry, given: pd.DataFrame) -> None:
    """No CNY is given back twice: Σ_rules refund/share ≤ payable + C·(1 − y_rule) [kCNY]."""
    most = given["bought"].to_numpy(float)
    rows = registry.add_rows("c_refund_payable", given[RULE], unit="kCNY", kind=Kind.LAW, upper=most)
    registry.add_terms(rows, given["payable"], -1.0)
    registry.add_terms(rows, given["choice"], most)
    every = given[[*KEYS, "col", "share"]].merge(given[KEYS].assign(row=rows), on=KEYS)
    registry.add_terms(every["row"], every["col"], 1.0 / every["share"])


def _of_products(registry: Registry, given: pd.DataFrame, payers: pd.DataFrame) -> None:
    """A rule on certain products gives back a share of what these bear: refund/share ≤ their tax [kCNY]."""
    told = registry.balances.get(PRODUCTS)
    if told is None:
        return
    named = pd.concat([where for where in told.where if isinstance(where, pd.DataFrame)])
    keys = named[RULE].drop_duplicates().sort_values(RULE)
    bounds = keys.merge(payers, on=KEYS)
    sales = registry.add_columns("v_vat_products", bounds[RULE], unit="kCNY", upper=bounds["sold"])
    registry.contribute(PRODUCTS, sales[RULE], sales["col"], -1.0)
    some = given.merge(sales.rename(columns={"col": "sales"}), on=RULE)
    rows = registry.add_rows("c_refund_products", some[RULE], unit="kCNY", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, some["col"], 1.0 / some["share"])
    registry.add_terms(rows, some["sales"], -1.0)


def _electricity(registry: Registry, data: ModelData) -> None:
    """Tax in the power that kilns and mills buy [kCNY/MWh]."""
    prices = data.periods.set_index("period")["electricity_price"] * tax_shares(data.case)["electricity"]
    owner = taxpayers(data.case)
    parts = [
        where.assign(col=cols, coef=coefs)
        for name in ("power", "mill_power")
        for where, cols, coefs in zip(
            registry.activities[name].where, registry.activities[name].cols, registry.activities[name].coefs,
            strict=True,
        )
        if isinstance(where, pd.DataFrame)
    ]  # fmt: skip
    used = pd.concat([*parts, registry.frame("v_own_power").assign(coef=-1.0)], ignore_index=True)
    used = used.reindex(columns=["kiln", "plant", "period", "col", "coef"])
    company = used["kiln"].map({key: name for (kind, key), name in owner.items() if kind == "kiln"})
    mill = used["plant"].map({key: name for (kind, key), name in owner.items() if kind == "mill"})
    _contribute(
        registry,
        data,
        used.assign(company=company.fillna(mill), tax=-used["period"].map(prices) * used["coef"]),
    )


def _payers(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Companies and years with the most tax on their sales and in what they buy [kCNY]."""
    frame = _most_sold(data)
    bought = frame["company"].map(_most_bought(registry, data, _most_cement(data))).fillna(0.0)
    return frame.assign(bought=bought)[[*KEYS, "sold", "bought"]]


def _most_sold(data: ModelData) -> pd.DataFrame:
    """Most tax on the sales of each company and year: what its mills grind, at the dearest markets [kCNY]."""
    asked = table(data.case.demand)
    asked["year"] = _year(data, asked["period"])
    asked["tax"] = number(asked["delivered_price"], 0.0) * tax_shares(data.case)["cement"]
    days = data.periods["days"].groupby(data.periods["year"].astype(str)).sum()
    capacity = _mills(data)
    parts = []
    for year in days.index:
        rows = asked[asked["year"] == year].sort_values("tax", ascending=False)
        tonnes = np.append(0.0, rows["demand"].cumsum())
        tax = np.append(0.0, (rows["demand"] * rows["tax"]).cumsum())
        sold = np.interp(capacity * days[year] / 365.0, tonnes, tax)
        parts.append(pd.DataFrame({"company": capacity.index, "year": year, "sold": sold}))
    return pd.concat(parts).sort_values(KEYS).reset_index(drop=True)


def _mills(data: ModelData) -> pd.Series:
    """Cement that the plants of each company can grind in 365 days, with what projects may add [kt]."""
    more = raised(data, "mill_capacity").reindex(data.plants.index).fillna(0.0)
    return pd.Series((data.plants["capacity"] + more).groupby(data.plants["company"]).sum())


def _most_cement(data: ModelData) -> pd.Series:
    """Cement that the plants of each company can deliver in a year [kt]: what they grind of all asked for."""
    asked = table(data.case.demand)
    years = asked["period"].map({name: row.year for name, row in data.case.periods.items()})
    most = float(asked["demand"].groupby(years).sum().max())
    return _mills(data).clip(upper=most)


def _most_bought(registry: Registry, data: ModelData, cement: pd.Series) -> pd.Series:
    """Tax in all that a company can take in in a year: tonnes, each at the dearest haul and work [kCNY]."""
    terms = registry.balances[VAT]
    told = pd.concat([w["company"] for w in terms.where if isinstance(w, pd.DataFrame)], ignore_index=True)
    frame = pd.DataFrame({"company": told, "col": np.concatenate(terms.cols)})
    frame["tax"] = -np.concatenate(terms.coefs)
    frame = frame[frame["tax"] > 0].merge(_goods(registry, data), on="col", how="left")
    rest = frame[frame["goods"].isna()]  # power of projects: each decision up to its own bound
    beside = (rest["tax"] * uppers(registry, rest["col"].to_numpy())).groupby(rest["company"]).sum()
    dearest = frame.groupby(["company", "goods", "worked"])["tax"].max().groupby(["company", "goods"]).sum()
    tonnes = _most_taken(registry, data, cement)
    taken = (dearest * tonnes.reindex(dearest.index)).fillna(0.0).groupby("company").sum()
    return taken.add(beside, fill_value=0.0)


def _goods(registry: Registry, data: ModelData) -> pd.DataFrame:
    """What a column that bears tax moves or works: col, goods, worked (by power) or hauled."""
    haul = registry.frame("v_haul")
    fuels = haul["item"].isin(set(data.case.fuels))
    into = haul["use"].map({"kiln": "raw", "mill": "ground", "market": "cement"})
    parts = [haul[["col"]].assign(goods=into.mask(fuels & (into == "raw"), "fuel"), worked=False)]
    for family, goods in WORKED.items():
        parts.append(registry.frame(family)[["col"]].assign(goods=goods, worked=True))
    return pd.concat(parts, ignore_index=True)


def _most_taken(registry: Registry, data: ModelData, cement: pd.Series) -> pd.Series:
    """Most of each kind of goods by (company, goods) in the fullest year [kt wet]."""
    made, heat = (_of_year(data, most) for most in (most_clinker(registry), most_fuel_heat(registry, data)))
    raw = registry.frame("v_raw")
    grade = data.grades[["loi", "moisture"]].reindex(raw["grade"])
    kept = (1.0 - grade["loi"]).to_numpy() * (1.0 - data.kilns["dust_loss"].reindex(raw["kiln"])).to_numpy()
    feed = pd.Series(1.0 / (kept * (1.0 - grade["moisture"].to_numpy()))).groupby(raw["kiln"]).max()
    owner = data.kilns["company"].reindex(made.index).to_numpy()
    burnt = pd.DataFrame(
        {"clinker": made, "raw": made * feed, "fuel": heat / float(data.fuels["ncv"].min())}
    ).fillna(0.0)
    ground = pd.DataFrame({"cement": cement, "ground": cement * float(1.0 + data.grades["water"].max())})
    both = burnt.groupby(owner).sum().join(ground, how="outer").fillna(0.0)
    return pd.Series(both.rename_axis(index="company", columns="goods").stack())


def _of_year(data: ModelData, amounts: pd.Series) -> pd.Series:
    """Amounts by kiln in the fullest year."""
    years = _year(data, pd.Series(amounts.index.get_level_values("period"), index=amounts.index))
    kilns = amounts.index.get_level_values("kiln")
    return amounts.groupby([kilns, years.to_numpy()]).sum().groupby(level=0).max()
