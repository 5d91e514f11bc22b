"""Value-added tax and its refund in a case made in code."""

from __future__ import annotations

from tests.cases_in_code import CaseInCode

RATES = {"cement": 13, "materials": 13, "fuels": 13, "electricity": 13, "freight": 9, "handling": 6}


def with_vat(case: CaseInCode, price: float = 400.0) -> CaseInCode:
    """The same case with VAT of 13, 9 and 6 %; cement sells at one price; all prices hold the tax."""
    other = case.copy()
    other.set_all("demand", column="delivered_price", to=price)
    for item, rate in RATES.items():
        other.add("vat_rates", item=item, rate=rate)
    return other


def with_refund(case: CaseInCode, threshold: float) -> CaseInCode:
    """70 % of a company's VAT payable where wastes reach a share of the raw feed of its kilns."""
    other = case.copy()
    other.add(
        "thresholds", rule="refund", scope="company", numerator="raw_waste", denominator="raw_feed",
        threshold=threshold, reward="refund", amount=70,
    )  # fmt: skip
    return other


def of_one_company(case: CaseInCode) -> CaseInCode:
    """The same case with all kilns and plants of one taxpayer."""
    other = case.copy()
    for table in ("kilns", "plants"):
        other.set_all(table, column="company", to="One cement")
    return other
