"""Value-added tax by company and year, and what of it is refunded. CNY."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from cases.years import electricity_prices
from models.vat import BOUGHT, item_of, named_products, tax_shares, taxpayers

KEYS = ["company", "year"]
COLUMNS = [
    *KEYS, "output_cny", *(f"{item}_cny" for item in BOUGHT), "payable_cny", "rules", "refund_cny",
]  # fmt: skip


def vat_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a company and year: tax on sales, tax in what is bought, payable, refunded."""
    if not any(tax_shares(case).values()):
        return pd.DataFrame(columns=COLUMNS)
    taxes = pd.concat([sales(case, tables), _bought(case, tables)], ignore_index=True)
    summed = taxes.groupby([*KEYS, "item"])["tax"].sum().unstack("item")
    frame = summed.reindex(columns=["cement", *BOUGHT]).fillna(0.0)
    frame["payable_cny"] = frame["cement"] - frame[list(BOUGHT)].sum(axis=1)
    frame = frame.rename(columns={"cement": "output_cny"} | {item: f"{item}_cny" for item in BOUGHT})
    refunds = _refunds(case, tables, frame["payable_cny"])
    frame["rules"] = refunds["rules"].reindex(frame.index).fillna("")
    frame["refund_cny"] = refunds["refund_cny"].reindex(frame.index).fillna(0.0)
    return frame.rename_axis(columns=None).reset_index()[COLUMNS]


def _refunds(case: Case, tables: Mapping[str, pd.DataFrame], payable: pd.Series) -> pd.DataFrame:
    """Refund and the rules that give it by (company, year): each CNY of VAT payable is given back once.

    The rule of the largest share comes first; one on certain products gives back no more than the VAT on
    their sales less that in their hauls and handling, haul by haul.
    """
    rows = []
    caps = _caps(case, tables)
    for key, earned in _earned(tables).items():
        left, given, names = max(0.0, float(payable.get(key, 0.0))), 0.0, []
        for rule in sorted(earned, key=lambda name: -case.thresholds[name].amount):
            part = min(left, float(caps[rule].get(key, 0.0)) if rule in caps else left)
            if part > 0:
                left, given = left - part, given + part * case.thresholds[rule].amount / 100.0
                names.append(rule)
        rows.append((*key, ";".join(names), given))
    return pd.DataFrame(rows, columns=[*KEYS, "rules", "refund_cny"]).set_index(KEYS)


def _earned(tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], list[str]]:
    """Rules with a refund that a company earns in a year."""
    rules = tables.get("rules", pd.DataFrame(columns=["rule", "subject", "year", "reward", "earned"]))
    rules = rules[(rules["reward"] == "refund") & rules["earned"].astype(bool)]
    found: dict[tuple[str, str], list[str]] = {}
    for rule, subject, year in zip(rules["rule"], rules["subject"], rules["year"], strict=True):
        found.setdefault((str(subject), str(year)), []).append(str(rule))
    return found


def _caps(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """VAT on the sales of the products that a rule names, less that in their hauls, by (company, year)."""
    named = named_products(case)
    if not named:
        return {}
    sold = sales(case, tables)
    share, flows = tax_shares(case), tables["flows"].loc[sold.index]
    hauls = flows["wet_t"] * (
        flows["freight_cny_per_t"] * share["freight"] + flows["handling_cny_per_t"] * share["handling"]
    )
    net = sold.assign(tax=(sold["tax"] - hauls).clip(lower=0.0), product=flows["item"])
    return {
        rule: net[net["product"].isin(products)].groupby(KEYS)["tax"].sum()
        for rule, products in named.items()
    }


def sales(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tax on cement delivered, by flow: company, plant, period, year, item, tax."""
    flows = tables["flows"][tables["flows"]["kind"] == "cement"]
    keys = zip(flows["destination"], flows["item"], flows["period"], strict=True)
    price = pd.Series([case.demand[key].delivered_price for key in keys], index=flows.index, dtype=float)
    tax = flows["wet_t"] * price.fillna(0.0) * tax_shares(case)["cement"]
    frame = _taxed(case, flows.assign(facility="mill", id=flows["origin"]), "cement", tax)
    return frame.assign(plant=flows["origin"])


def _bought(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tax in materials, fuels, hauls, handling and electricity, by who takes them in."""
    flows, energy, share = tables["flows"], tables["energy"], tax_shares(case)
    site = flows["kind"].map({"clinker": "mill site"}).fillna(flows["use"] + " site")
    sent = flows["kind"] == "cement"
    flows = flows.assign(
        facility=site.where(~sent, "mill"), id=flows["destination_site"].where(~sent, flows["origin"])
    )
    material = flows[flows["kind"] == "material"]
    paid = material["wet_t"] * material["origin"].map({n: s.price for n, s in case.sources.items()})
    item = material["item"].map({name: item_of(case, name) for name in case.materials})
    power = energy["purchased_mwh"] * 1000.0 * energy["period"].map(electricity_prices(case))
    parts = [
        *(
            _taxed(case, flows, name, flows["wet_t"] * flows[f"{name}_cny_per_t"] * share[name])
            for name in ("freight", "handling")
        ),
        *(
            _taxed(case, material[item == name], name, paid[item == name] * share[name])
            for name in ("materials", "fuels")
        ),
        _taxed(case, energy, "electricity", power * share["electricity"]),
    ]
    return pd.concat(parts, ignore_index=True)


def _taxed(case: Case, rows: pd.DataFrame, item: str, tax: pd.Series) -> pd.DataFrame:
    """Tax of rows that know their facility and id; what belongs to no company is left out."""
    owner = taxpayers(case)
    company = [owner.get(key) for key in zip(rows["facility"], rows["id"], strict=True)]
    frame = pd.DataFrame({"company": company, "period": rows["period"], "item": item, "tax": tax})
    year = frame["period"].map({name: str(period.year) for name, period in case.periods.items()})
    return frame.assign(year=year)[frame["company"].notna()]


def refund_money(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The refund of each company and year over its plants and periods by the tax on what they sell."""
    if tables["vat"].empty:
        return pd.DataFrame(columns=["period", "plant", "amount_cny"])
    sold = sales(case, tables)
    sold["part"] = sold["tax"] / sold.groupby(KEYS)["tax"].transform("sum")
    paid = sold.merge(tables["vat"][[*KEYS, "refund_cny"]], on=KEYS)
    return paid.assign(amount_cny=(-paid["refund_cny"] * paid["part"]).fillna(0.0))
