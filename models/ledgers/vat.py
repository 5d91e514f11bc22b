"""Value-added tax by company and year, and what of it is refunded. CNY."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from models.vat import BOUGHT, item_of, tax_shares, taxpayers

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
    granted = refund_rules(case, tables).reindex(frame.index)
    frame["rules"] = granted["rules"].fillna("")
    frame["refund_cny"] = granted["share"].fillna(0.0) * frame["payable_cny"].clip(lower=0.0)
    return frame.reset_index()[COLUMNS]


def refund_rules(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Share of the VAT payable that is refunded, and the rules that say so, by (company, year)."""
    rules = tables.get("rules", pd.DataFrame(columns=["rule", "subject", "year", "reward", "earned"]))
    rules = rules[(rules["reward"] == "refund") & rules["earned"].astype(bool)]
    share = {name: row.amount / 100.0 for name, row in getattr(case, "thresholds", {}).items()}
    rows = pd.DataFrame(
        {
            "company": rules["subject"], "year": rules["year"].astype(str), "rules": rules["rule"],
            "share": rules["rule"].map(share).astype(float),
        }
    )  # fmt: skip
    return rows.groupby(KEYS).agg({"rules": ";".join, "share": "max"})


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
    power = energy["purchased_mwh"] * 1000.0 * case.factors.electricity_price
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
