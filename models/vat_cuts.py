"""Rows that no plan breaks and that tie a refund of VAT to sales and to the wastes that earn it.

With a fraction of y_rule the other rows give nearly all of it back: C·(1 − y) is far above what is due.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

from models.data import ModelData, number, table
from models.form_rows import differences
from models.forms import CONSTANT, owners
from models.network import Flags
from models.registry import Kind, Registry
from models.vat import item_of, tax_shares

KEYS = ["company", "year"]
RULE = ["rule", "company", "year"]
BROUGHT = "clinker_brought"
"""The shared balance: clinker that the mills of a company have from kilns of others [kt]."""
MU = ["number", "level"]
NOISE = 1e-8
"""kCNY per kt that is what two equal figures leave of each other, not a coefficient."""
LEVELS = MappingProxyType({"min": "least", "max": "most"})
"""Names of the μ that are written, by their place among those that free a feed."""


def tell_hauls(registry: Registry, data: ModelData, hauls: pd.DataFrame) -> None:
    """Tell the balance of clinker that sellers bring from others; hauls: kind, company, year, origin, col."""
    clinker = hauls[brings_clinker(data, hauls, hauls["company"])]
    registry.contribute(BROUGHT, clinker[KEYS], clinker["col"], 1.0)


def brings_clinker(data: ModelData, hauls: pd.DataFrame, company: pd.Series) -> Flags:
    """Whether a haul brings clinker to a company from a kiln that is not its own."""
    maker = hauls["origin"].map(owners(data)["kiln"])
    return np.asarray((hauls["kind"] == "clinker") & (maker != company), dtype=bool)


def add(registry: Registry, data: ModelData, given: pd.DataFrame, sellers: pd.DataFrame) -> None:
    """Cut off refunds (rule, company, year, col, share) that no whole y_rule gives [kCNY].

    ``sellers``: company, year; each has its clinker brought, whether a refund may be had in the year or not.
    """
    brought = registry.add_columns("v_clinker_brought", sellers[KEYS], unit="kt")
    registry.contribute(BROUGHT, brought[KEYS], brought["col"], -1.0)
    if given.empty:
        return
    cement = _cement(registry, data)
    fees = _fees(registry, data)
    _of_sales(registry, given, pd.concat([cement, fees], ignore_index=True))
    tax = cement.loc[cement["coef"] > 0, "coef"].min()
    if tax > 0:
        above = cement.assign(coef=(cement["coef"] - tax).clip(lower=0.0))
        beside = [above[above["coef"] > 0], fees, brought.assign(coef=tax)]
        _of_wastes(registry, data, given, tax, pd.concat(beside, ignore_index=True))


def _cement(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Tax on a tonne of cement at the dearest market of its period: company, year, col, coef [CNY/t]."""
    asked = table(data.case.demand)
    dearest = asked["delivered_price"].fillna(0.0).groupby([asked["product"], asked["period"]]).max()
    frame = _of_owner(data, registry.frame("v_cement"))
    price = dearest.reindex(pd.MultiIndex.from_frame(frame[["product", "period"]])).fillna(0.0).to_numpy()
    return frame.assign(coef=tax_shares(data.case)["cement"] * price)[[*KEYS, "col", "coef"]]


def _fees(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Most tax on the fee for which a tonne is taken, of materials with a price below 0 [CNY/t]."""
    share = tax_shares(data.case)
    price = number(data.sources["price"], 0.0).groupby(data.sources["material"]).min()
    tax = {name: -low * share[item_of(data.case, str(name))] for name, low in price[price < 0].items()}
    parts = []
    for family, wet in (("v_raw", True), ("v_fuel", False), ("v_addition", True)):
        frame = registry.frame(family)
        grade = data.grades[["material", "moisture"]].reindex(frame["grade"])
        per_use = 1.0 / (1.0 - grade["moisture"].to_numpy(float)) if wet else 1.0
        parts.append(frame.assign(coef=grade["material"].map(tax).fillna(0.0).to_numpy(float) * per_use))
    found = _of_owner(data, pd.concat(parts, ignore_index=True))
    return found.loc[found["coef"] > 0, [*KEYS, "col", "coef"]]


def _of_sales(registry: Registry, given: pd.DataFrame, sales: pd.DataFrame) -> None:
    """Σ_rules refund/share ≤ Σ o_p·v_cement + tax on fees, o_p the tax at the dearest market [kCNY].

    What is due is tax on sales less tax in what is bought, so it is not above tax on sales.
    """
    index = given[KEYS].drop_duplicates().reset_index(drop=True)
    index["row"] = registry.add_rows("c_refund_sales", index, unit="kCNY", kind=Kind.LAW, upper=0.0)
    for terms in (given.assign(coef=1.0 / given["share"]), sales.assign(coef=-sales["coef"])):
        placed = terms[[*KEYS, "col", "coef"]].merge(index, on=KEYS)
        registry.add_terms(placed["row"], placed["col"], placed["coef"])


def _of_wastes(
    registry: Registry, data: ModelData, given: pd.DataFrame, tax: float, beside: pd.DataFrame
) -> None:
    """refund/share ≤ S + o·v_clinker_brought + Σ_j max(0, o·c_j + μ·d_j)·x_j [kCNY], for any μ ≥ 0.

    o: tax on a tonne of the cheapest cement; S = Σ (o_p − o)·v_cement + tax on fees; x_j: raw materials,
    fuels, additions; c_j: cement that a tonne becomes; d_j: its coefficient in numerator − θ·denominator.
    Proof. y = 0: the left side is 0, the right side not below 0. y = 1: refund/share ≤ what is due ≤
    S + o·cement, and cement = additions + clinker ground ≤ Σ c_j·x_j + clinker brought, as stocks end a year
    as they began it; μ·(numerator − θ·denominator) ≥ 0 may be added, and terms below 0 left out. Written for
    the least μ that frees an ordinary feed of its term, and for the one that frees all of them.
    """
    kept, terms = _lifted(registry, data, given)
    terms["cement"] *= tax
    ordinary = terms[(terms["cement"] > 0) & (terms["coef"] < 0)]
    ratio = (ordinary["cement"] / -ordinary["coef"]).groupby(ordinary["number"]).agg([*LEVELS])
    levels = ratio.rename(columns=LEVELS).reset_index().melt("number", var_name="level", value_name="mu")
    levels = levels.sort_values(MU).reset_index(drop=True)
    index = levels.merge(kept[[*RULE, "col", "share"]], left_on="number", right_index=True)
    lifted = terms.merge(levels, on="number")
    lifted["coef"] = (lifted["cement"] + lifted["mu"] * lifted["coef"]).clip(lower=0.0)
    _write(registry, index.reset_index(drop=True), lifted[lifted["coef"] > NOISE], beside)


def _lifted(registry: Registry, data: ModelData, given: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Refunds that can be cut, and by their number each column with what it becomes and its d_j.

    No hauls: whatever stands in a row with them must be told before they are priced. No works of several
    companies on one site: whose clinker is ground there is not known.
    """
    given = given.reset_index(drop=True)
    index = given[RULE].rename(columns={"company": "subject"})
    told = differences(registry, data, index)
    hauled = told.loc[told["col"].isin(registry.frame("v_haul")["col"]), "number"]
    kept = given[~(given.index.isin(hauled) | given["company"].isin(_mingled(data)))]
    made = kept[KEYS].assign(number=kept.index).merge(_becomes(registry, data), on=KEYS)
    both = made[["number", "col", "cement"]].merge(told, on=["number", "col"], how="outer").fillna(0.0)
    return kept, both[both["number"].isin(kept.index)].reset_index(drop=True)


def _write(registry: Registry, index: pd.DataFrame, terms: pd.DataFrame, beside: pd.DataFrame) -> None:
    """A row of every refund and μ (number, level); an amount that nothing decides stands on the right."""
    fixed = terms[terms["col"] == CONSTANT].groupby(MU)["coef"].sum()
    right = fixed.reindex(pd.MultiIndex.from_frame(index[MU])).fillna(0.0).to_numpy(float)
    rows = registry.add_rows(
        "c_refund_wastes", index[[*RULE, "level"]], unit="kCNY", kind=Kind.LAW, upper=right
    )
    registry.add_terms(rows, index["col"], 1.0 / index["share"])
    placed = index[[*MU, *KEYS]].assign(row=rows)
    for some, keys in ((terms[terms["col"] != CONSTANT], MU), (beside, KEYS)):
        own = some[[*keys, "col", "coef"]].merge(placed, on=keys)
        registry.add_terms(own["row"], own["col"], -own["coef"])


def _becomes(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Cement that each raw material, fuel and addition becomes: company, year, col, cement [t/t]."""
    burnt = _balance(registry, "clinker_mass")
    burnt = burnt[burnt["coef"] > 0].rename(columns={"coef": "cement"})
    ground = registry.frame("v_addition").assign(cement=1.0)
    return _of_owner(data, pd.concat([burnt, ground], ignore_index=True))[[*KEYS, "col", "cement"]]


def _balance(registry: Registry, name: str) -> pd.DataFrame:
    """Terms of a shared balance: its keys with col and coef."""
    terms = registry.balances[name]
    frames = [
        where.assign(col=cols, coef=coefs)
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True)
        if isinstance(where, pd.DataFrame)
    ]
    return pd.concat(frames, ignore_index=True)


def _of_owner(data: ModelData, frame: pd.DataFrame) -> pd.DataFrame:
    """Company and year of what kilns and mills do."""
    owner = owners(data)
    frame = frame.reindex(columns=list(dict.fromkeys([*frame.columns, "kiln", "plant"])))
    company = frame["kiln"].map(owner["kiln"]).fillna(frame["plant"].map(owner["plant"]))
    years = dict(zip(data.periods["period"], data.periods["year"].astype(str), strict=True))
    return frame.assign(company=company, year=frame["period"].map(years))


def _mingled(data: ModelData) -> set[str]:
    """Companies with a mill on a site where another has one too."""
    mills = table(data.case.plants)[["site", "company"]].fillna("").drop_duplicates()
    several = mills.loc[mills["site"].duplicated(keep=False), "company"]
    return set(several)
