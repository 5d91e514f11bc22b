"""Value-added tax as data: tax in a price, who pays it, and what is refunded.

A taxpayer is a company. VAT payable of a company and year = tax on the cement its grinding plants deliver, at
delivered prices, less the tax in what it buys: materials, fuels, electricity, hauls and handling. A haul
belongs to the works that takes the goods in, cement to the plant that sends it. Clinker passes between
companies without a price, so its value counts where it is ground.
"""

from __future__ import annotations

import pandas as pd

from cases.case import Case
from models.data import ModelData, number, table

BOUGHT = ("materials", "fuels", "electricity", "freight", "handling")


def tax_shares(case: Case) -> dict[str, float]:
    """Tax per CNY of price as the case tells it, by item; nothing where no rate holds."""
    shares = dict.fromkeys(("cement", *BOUGHT), 0.0)
    for row in case.vat_rates.values():
        if row.active:
            rate = row.rate / 100.0
            shares[row.item] = rate / (1.0 + rate) if row.included else rate
    return shares


def taxpayers(case: Case) -> dict[tuple[str, str], str]:
    """Company of (kiln, id), (mill, id), and of a site's kilns or mills: (kiln site, id), (mill site, id)."""
    owners: dict[tuple[str, str], str] = {}
    for kiln in case.kilns.values():
        if kiln.company:
            owners["kiln", kiln.kiln] = kiln.company
            owners.setdefault(("kiln site", kiln.site), kiln.company)
    for plant in case.plants.values():
        if plant.company:
            owners["mill", plant.plant] = plant.company
            owners.setdefault(("mill site", plant.site), plant.company)
    return owners


def item_of(case: Case, material: str) -> str:
    """Whether a material is bought as a fuel or as another material."""
    return "fuels" if material in case.fuels else "materials"


def named_products(case: Case) -> dict[str, set[str]]:
    """Products whose sales alone a refund counts, by rule; a rule that is not here counts all sales."""
    named: dict[str, set[str]] = {}
    for rule, product in case.refund_products:
        named.setdefault(rule, set()).add(product)
    return named


def haul_tax(data: ModelData, hauls: pd.DataFrame) -> pd.Series:
    """Tax that a tonne adds to the VAT payable: on the sale, less that in price, freight and handling."""
    share = tax_shares(data.case)
    demand = table(data.case.demand).rename(columns={"market": "destination", "product": "item"})
    keys = ["destination", "item", "period"]
    price = hauls[keys].merge(demand[[*keys, "delivered_price"]], on=keys, how="left")["delivered_price"]
    sold = number(price, 0.0).to_numpy() * (hauls["kind"] == "cement").to_numpy()
    item = hauls["item"].map({name: share[item_of(data.case, name)] for name in data.case.materials})
    bought = hauls["price"] * item.fillna(0.0)
    freight = hauls["freight_cny_per_t"] * share["freight"] + hauls["handling_cny_per_t"] * share["handling"]
    return pd.Series(share["cement"] * sold - bought - freight, index=hauls.index)


def haul_payer(data: ModelData, hauls: pd.DataFrame) -> pd.Series:
    """Company that takes the goods in; that which sends cement."""
    owner = taxpayers(data.case)
    sent = hauls["kind"] == "cement"
    facility = (hauls["use"] + " site").where(~sent, "mill")
    place = hauls["destination_site"].where(~sent, hauls["origin"])
    keys = zip(facility, place, strict=True)
    return pd.Series([owner.get(key) for key in keys], index=hauls.index, dtype=object)
