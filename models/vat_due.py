"""A row that no plan breaks and that keeps what is due above nothing, whatever part of a rule is earned.

With a fraction of y_rule, `refund ≤ share·(payable + C·(1 − y))` gives back what nobody owes: C is all that a
company could buy without a sale. But what it buys becomes cement, and a tonne of cement bears more tax than
what goes into it. So every good in between is given a value V, tax that it is good for [CNY/t]:

payable = Σ_j t_j·x_j = Σ_j d_j·x_j with d_j = t_j + Σ_b V_b·a_bj,

as every balance b of goods, Σ_j a_bj·x_j = 0, holds; t_j is the tax that a unit of x_j adds. Then
payable + Σ_j max(0, −d_j)·x_j ≥ 0 for any V, and

Σ_rules refund/share ≤ payable + Σ_j max(0, −d_j)·x_j

holds for y = 0, where the left side is 0, and for y = 1, where it is no more than what is payable. With the
values below hardly a d_j is negative: of far hauls, and of clinker that leaves for another company.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.data import ModelData, table
from models.registry import Kind, Registry, Terms
from models.vat import haul_payer, haul_tax, tax_shares, taxpayers

KEYS = ["company", "year"]
NOISE = 1e-8
"""CNY per unit that is what equal figures leave of each other, not a coefficient."""
BEYOND = "vat_beyond"
"""The shared balance: what hauls bear beyond the value of what they bring, max(0, −d)·v_haul [kCNY]."""
OF_SALE, OF_CEMENT, OF_GROUND, OF_CLINKER = 0.85, 0.92, 0.93, 0.45
"""Each good's part of the value of what it becomes: the rest is for hauls and power. Cement at its plant (of
the tax on the cheapest sale), what is ground into it, clinker at the mill, and at its kiln: low, for all of
it counts as beyond where clinker leaves for another company."""
OF_FEED, OF_HEAT, USUAL_HEAT = 0.72, 0.33, 3.5
"""Parts of the value of clinker for its raw materials, whose reactions take heat too, and for all of its heat
[GJ/t clinker]; the rest is for power."""


@dataclass(frozen=True, slots=True)
class Values:
    """Tax that goods are good for [CNY/t, heat CNY/GJ]."""

    cement: float
    ground: float
    clinker_at_mill: float
    clinker: float
    feed: float
    heat: float
    brought: pd.Series
    """By site, use and grade: a wet tonne at a works."""


def values(data: ModelData) -> Values:
    """Any would do: these leave little beyond. kt and kCNY, TJ and kCNY alike."""
    price = table(data.case.demand)["delivered_price"].dropna()
    cement = OF_SALE * tax_shares(data.case)["cement"] * float(price.min() if len(price) else 0.0)
    ground = OF_CEMENT * cement
    at_mill = OF_GROUND * ground
    clinker = OF_CLINKER * at_mill
    heat = OF_HEAT * clinker / USUAL_HEAT
    feed = OF_FEED * clinker
    brought = pd.concat([_at_kilns(data, feed, heat), _at_mills(data, ground)])
    return Values(cement, ground, at_mill, clinker, feed, heat, brought)


def _at_kilns(data: ModelData, feed: float, heat: float) -> pd.Series:
    """A wet tonne at a kiln site: what it is worth as feed or as fuel, whichever is less."""
    lines = data.kilns[["site", "dust_loss"]]
    grade = data.grades[["grade", "loi", "heat_need", "moisture", "material", "raw", "fuel"]]
    every = lines.merge(grade, how="cross")
    raw = feed * (1.0 - every["loi"]) * (1.0 - every["dust_loss"]) - heat * every["heat_need"]
    fuels = data.fuels.reindex(every["material"])
    burnt = heat * (fuels["ncv"] * (1.0 - fuels["heat_penalty"])).to_numpy(float)
    as_fuel = np.where(every["fuel"].astype(bool), burnt, np.nan)
    least = np.fmin(raw.where(every["raw"].astype(bool)).to_numpy(float), as_fuel)
    worth = np.clip(np.nan_to_num(least), 0.0, None) * (1.0 - every["moisture"].to_numpy(float))
    every = every.assign(use="kiln", worth=worth)
    return every.groupby(["site", "use", "grade"])["worth"].min()


def _at_mills(data: ModelData, ground: float) -> pd.Series:
    sites = data.plants[["site"]].drop_duplicates().assign(use="mill")
    every = sites.merge(data.grades[["grade", "moisture"]], how="cross")
    every = every.assign(worth=OF_GROUND * ground * (1.0 - every["moisture"]))
    return every.set_index(["site", "use", "grade"])["worth"]


def tell_hauls(registry: Registry, data: ModelData, hauls: pd.DataFrame, sellers: set[str]) -> None:
    """Tell the balance what each haul bears beyond; hauls: as `haul_frame` with period and col."""
    beyond = hauls_beyond(data, hauls).merge(hauls["col"], left_on="haul", right_index=True)
    beyond = beyond[beyond["company"].isin(sellers)]
    year = dict(zip(data.periods["period"], data.periods["year"].astype(str), strict=True))
    keys = beyond.assign(year=hauls["period"].reindex(beyond["haul"]).map(year).to_numpy())
    if len(keys):
        registry.contribute(BEYOND, keys[KEYS], keys["col"], keys["beyond"].to_numpy(float))


def hauls_beyond(data: ModelData, hauls: pd.DataFrame) -> pd.DataFrame:
    """max(0, −d) of a tonne where it is not 0: haul (a row of ``hauls``), company, beyond [CNY/t]."""
    value, owner = values(data), taxpayers(data.case)
    kind = hauls["kind"].to_numpy()
    material, clinker = kind == "material", kind == "clinker"
    keys = pd.MultiIndex.from_frame(hauls[["destination_site", "use", "grade"]])
    arrives = np.where(material, value.brought.reindex(keys).fillna(0.0), 0.0)
    arrives = np.where(clinker, value.clinker_at_mill, arrives)
    leaves = np.where(clinker, value.clinker, np.where(material, 0.0, value.cement))
    taker = [
        owner.get((f"{use} site", site))
        for use, site in zip(hauls["use"], hauls["destination_site"], strict=True)
    ]
    sender = [
        owner.get(("kiln" if of == "clinker" else "mill", origin))
        for of, origin in zip(kind, hauls["origin"], strict=True)
    ]
    parts = [
        (haul_payer(data, hauls), haul_tax(data, hauls).to_numpy(float)),
        (pd.Series(taker, index=hauls.index, dtype=object), arrives),
        (pd.Series(sender, index=hauls.index, dtype=object).where(~material), -leaves),
    ]
    told = pd.concat(
        pd.DataFrame({"haul": hauls.index, "company": who.to_numpy(), "d": of}) for who, of in parts
    )
    total = told.dropna(subset="company").groupby(["haul", "company"], as_index=False)["d"].sum()
    found = total[total["d"] < 0].reset_index(drop=True)
    return pd.DataFrame({"haul": found["haul"], "company": found["company"], "beyond": -found["d"]})


def add(registry: Registry, data: ModelData, given: pd.DataFrame) -> None:
    """Register Σ_rules refund/share ≤ payable + beyond + Σ max(0, −d)·x [kCNY].

    ``given``: rule, company, year, col, share of every refund and the column ``payable``.
    """
    beyond = _beyond(registry)
    index = given[[*KEYS, "payable"]].drop_duplicates(KEYS).reset_index(drop=True)
    if index.empty:
        return
    rows = registry.add_rows("c_refund_due", index[KEYS], unit="kCNY", kind=Kind.LAW, upper=0.0)
    index["row"] = rows
    registry.add_terms(rows, index["payable"], -1.0)
    refunds = given[[*KEYS, "col", "share"]].merge(index, on=KEYS)
    registry.add_terms(refunds["row"], refunds["col"], 1.0 / refunds["share"])
    placed = beyond.merge(index[[*KEYS, "row"]], on=KEYS)
    registry.add_terms(placed["row"], placed["col"], -1.0)
    worked = _worked(registry, data)
    told = np.isin(worked["col"], registry.columns["v_haul"].numbers) | worked["col"].isin(index["payable"])
    placed = worked[(worked["d"] < -NOISE) & ~told].merge(index[[*KEYS, "row"]], on=KEYS)
    registry.add_terms(placed["row"], placed["col"], placed["d"])


def _beyond(registry: Registry) -> pd.DataFrame:
    """Company, year and col of what hauls bear beyond, whether a refund may be had in the year or not."""
    told = _terms(registry, BEYOND)
    if told.empty:
        return pd.DataFrame(columns=[*KEYS, "col"])
    index = told[KEYS].drop_duplicates().sort_values(KEYS).reset_index(drop=True)
    beyond = registry.add_columns("v_vat_beyond", index, unit="kCNY")
    registry.contribute(BEYOND, beyond[KEYS], beyond["col"], -1.0)
    return beyond


def _worked(registry: Registry, data: ModelData) -> pd.DataFrame:
    """By company, year and col the d of every column; of hauls only what they have here [CNY per unit]."""
    value, owner = values(data), taxpayers(data.case)
    parts = [_terms(registry, "vat")]
    for balance, kind, key, worth in (
        ("clinker_mass", "kiln", "kiln", value.feed),
        ("heat", "kiln", "kiln", value.heat),
        ("kiln_clinker", "kiln", "kiln", value.clinker),
        ("site_clinker", "mill site", "site", value.clinker_at_mill),
        ("plant_cement", "mill", "plant", value.cement),
    ):
        terms = _terms(registry, balance)
        company = terms[key].map({name: who for (of, name), who in owner.items() if of == kind})
        parts.append(terms.assign(company=company, coef=terms["coef"] * worth))
    brought = _terms(registry, "site_grade")
    keys = pd.MultiIndex.from_frame(brought[["site", "use", "grade"]])
    of_key = value.brought.reindex(keys).fillna(0.0).to_numpy(float)
    places = pd.MultiIndex.from_arrays([brought["use"] + " site", brought["site"]])
    takers = pd.Series(owner).reindex(places).to_numpy()
    parts.append(brought.assign(company=takers, coef=brought["coef"].to_numpy(float) * of_key))
    for family, sign in (("v_clinker_ground", 1.0), ("v_addition", 1.0), ("v_cement", -1.0)):
        made = registry.frame(family)
        company = made["plant"].map({name: who for (of, name), who in owner.items() if of == "mill"})
        parts.append(made.assign(company=company, coef=sign * value.ground))
    whole = pd.concat(parts, ignore_index=True)
    year = dict(zip(data.periods["period"], data.periods["year"].astype(str), strict=True))
    known = whole["period"].map(year)
    whole["year"] = known if "year" not in whole else whole["year"].fillna(known)
    whole = whole.dropna(subset="company").rename(columns={"coef": "d"})
    return pd.DataFrame(whole.groupby([*KEYS, "col"], as_index=False)["d"].sum())


def _terms(registry: Registry, balance: str) -> pd.DataFrame:
    """Terms of a shared balance: its keys with col and coef."""
    terms = registry.balances.get(balance, Terms())
    frames = [
        where.assign(col=cols, coef=coefs)
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True)
        if isinstance(where, pd.DataFrame)
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
