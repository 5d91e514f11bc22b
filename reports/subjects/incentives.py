"""What the state gives and takes: allowances of the carbon market by line, VAT and its refund by company."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.view import View

CARVED_OUT = "carved_out"
BOUGHT = ("materials", "fuels", "electricity", "freight", "handling")


def incentives(view: View) -> Subject:
    """Nothing where the case has neither a carbon market nor VAT."""
    made = (_market(view), _vat(view))
    return Subject(key="incentives", exhibits=tuple(exhibit for exhibit in made if exhibit is not None))


def _market(view: View) -> Exhibit | None:
    """Every line with its intensity, its band and what it gets or pays; the sum of each year last."""
    rows = view.tables.get("carbon_market", pd.DataFrame())
    if rows.empty:
        return None
    bands = [view.words.text(CARVED_OUT) if band == CARVED_OUT else str(band) for band in rows["band"]]
    frame = pd.DataFrame(
        {
            "year": rows["year"],
            "kiln_name": view.names.column("kilns", rows["kiln"]),
            "kiln": rows["kiln"],
            "clinker_t": rows["clinker_t"],
            "guideline_t": rows["co2_t"],
            "guideline_kg_per_t": rows["intensity_t_per_t"] * 1000.0,
            "balance_kg_per_t": rows["balance_t_per_t"] * 1000.0,
            "deviation_pct": rows["deviation_pct"],
            "market_band": bands,
            "surplus_t": rows["surplus_t"],
            "allowance_cny_per_t": rows["price_cny_per_t"],
            "paid_cny": rows["amount_cny"],
        }
    )
    sums = ("clinker_t", "guideline_t", "surplus_t", "paid_cny")
    return _with_totals(view, "carbon_market", frame, sums, named="kiln_name")


def _vat(view: View) -> Exhibit | None:
    """Every company with VAT on its sales, in what it buys, due and given back; the sum of each year last."""
    rows = view.tables.get("vat", pd.DataFrame())
    if rows.empty:
        return None
    rules = [_rules(view, str(names)) for names in rows["rules"].fillna("")]
    frame = pd.DataFrame(
        {
            "year": rows["year"],
            "company": rows["company"],
            "vat_output_cny": rows["output_cny"],
            **{f"vat_{item}_cny": rows[f"{item}_cny"] for item in BOUGHT},
            "vat_payable_cny": rows["payable_cny"],
            "refund_rules": rules,
            "refund_cny": rows["refund_cny"],
        }
    )
    sums = ("vat_output_cny", *(f"vat_{item}_cny" for item in BOUGHT), "vat_payable_cny", "refund_cny")
    return _with_totals(view, "vat", frame, sums, named="company")


def _rules(view: View, names: str) -> str:
    return ", ".join(view.names.of("thresholds", name) for name in names.split(";") if name)


def _with_totals(view: View, key: str, frame: pd.DataFrame, sums: tuple[str, ...], *, named: str) -> Exhibit:
    """Each year's rows with their sum after them."""
    parts, bold = [], set()
    for year, rows in frame.groupby("year", sort=False):
        last = pd.DataFrame([{"year": year, named: view.words.text("total"), **rows[list(sums)].sum()}])
        parts.append(pd.concat([rows, last], ignore_index=True))
        bold.add(sum(map(len, parts)) - 1)
    whole = pd.concat(parts, ignore_index=True)
    texts = [name for name in whole if whole[name].dtype == object]
    return Exhibit(key=key, frame=whole.fillna(dict.fromkeys(texts, "")), bold=frozenset(bold))
