"""Rules of the carbon market's bands and of value-added tax."""

from __future__ import annotations

from itertools import pairwise

from cases.case import Case
from cases.findings import Findings
from cases.records import CarbonBand
from cases.rulebook import Rule, needs

SAME = 1e-9


@needs("carbon_bands")
def market_without_bands(case: Case, findings: Findings) -> None:
    """A market needs to know what a line gets."""
    if case.carbon_market and not case.carbon_bands:
        cell = case.cell("carbon_market", next(iter(case.carbon_market)), "year")
        findings.add("market_without_bands", subject="carbon_market", cell=cell)


@needs()
def carbon_band_edges(case: Case, findings: Findings) -> None:
    """An edge and the surplus there are stated together, and a band has one edge at least."""
    for key, row in case.carbon_bands.items():
        if not _whole(row):
            findings.add("carbon_band_edges", subject=key, cell=case.cell("carbon_bands", key, "low"))


def _whole(row: CarbonBand) -> bool:
    """Whether the edges of a band are in order, each with its surplus."""
    stated = [(row.low, row.surplus_low), (row.high, row.surplus_high)]
    half = any((edge is None) != (surplus is None) for edge, surplus in stated)
    turned = row.low is not None and row.high is not None and row.low >= row.high
    return not half and not turned and (row.low is not None or row.high is not None)


@needs()
def carbon_bands_apart(case: Case, findings: Findings) -> None:
    """From the lowest to the highest, each band begins where the one below it ends, with the same surplus."""
    rows = sorted(case.carbon_bands.values(), key=lambda row: (row.low is not None, row.low or 0.0))
    if not rows or not all(map(_whole, rows)):
        return
    for below, row in pairwise(rows):
        if not _meets(below.high, row.low) or not _meets(below.surplus_high, row.surplus_low):
            findings.add(
                "carbon_bands_apart", subject=row.band, cell=case.cell("carbon_bands", row.band, "low"),
                below=below.band, low=row.low, surplus=row.surplus_low, high=below.high,
                end=below.surplus_high,
            )  # fmt: skip
    _ends(case, rows[0], rows[-1], findings)


def _ends(case: Case, first: CarbonBand, last: CarbonBand, findings: Findings) -> None:
    """The lowest and the highest band are open, or an intensity beyond them would belong to none."""
    for row, edge, name in ((first, first.low, "low"), (last, last.high, "high")):
        if edge is not None:
            cell = case.cell("carbon_bands", row.band, name)
            findings.add("carbon_bands_closed", subject=row.band, cell=cell, edge=edge)


def _meets(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= SAME


@needs("vat_rates", "demand")
def vat_without_price(case: Case, findings: Findings) -> None:
    """Tax on a sale needs its price; one finding for all that lack it."""
    taxed = case.vat_rates.get("cement")
    lacking = [key for key, row in case.demand.items() if row.delivered_price is None and row.demand > 0]
    if taxed is None or not taxed.active or not lacking:
        return
    findings.add(
        "vat_without_price", subject="+".join(lacking[0]), rows=len(lacking),
        cell=case.cell("demand", lacking[0], "delivered_price"),
    )  # fmt: skip


@needs("vat_rates", "kilns", "plants")
def vat_site_of_two(case: Case, findings: Findings) -> None:
    """Hauls to a site belong to one taxpayer: its kilns are of one company, and its plants are."""
    if not case.vat_rates:
        return
    for name, works in (("kilns", case.kilns), ("plants", case.plants)):
        owners: dict[str, str | None] = {}
        for key, row in works.items():
            first = owners.setdefault(row.site, row.company)
            if first != row.company:
                findings.add(
                    "vat_site_of_two", subject=row.site, cell=case.cell(name, key, "company"),
                    company=row.company or "-", other=first or "-",
                )  # fmt: skip


@needs("vat_rates", "kilns", "plants")
def vat_without_company(case: Case, findings: Findings) -> None:
    """Who is of no company pays no tax in the case."""
    if not case.vat_rates:
        return
    for name, works in (("kilns", case.kilns), ("plants", case.plants)):
        lacking = [key for key, row in works.items() if row.company is None]
        if lacking:
            cell = case.cell(name, lacking[0], "company")
            findings.add("vat_without_company", subject=lacking[0], cell=cell, rows=len(lacking))


@needs("thresholds", "vat_rates")
def refund_needs(case: Case, findings: Findings) -> None:
    """A refund is a share of the VAT of a company, which needs the rate on cement."""
    taxed = case.vat_rates.get("cement")
    for key, rule in case.thresholds.items():
        if rule.reward != "refund":
            continue
        scope = None if rule.scope == "company" else rule.scope
        amount = None if 0 < rule.amount <= 100 else rule.amount
        automatic = "yes" if rule.automatic else None
        wrong = {"scope": scope, "amount": amount, "automatic": automatic}
        column = next((name for name, value in wrong.items() if value is not None), None)
        if column is not None:
            findings.add("refund_of_company", subject=key, cell=case.cell("thresholds", key, column), **wrong)
        if rule.active and (taxed is None or not taxed.active):
            findings.add("refund_without_rates", subject=key, cell=case.cell("thresholds", key, "reward"))


@needs("thresholds")
def carve_out_of_line(case: Case, findings: Findings) -> None:
    """Lines leave the carbon market, each by itself and whether it would or not."""
    for key, rule in case.thresholds.items():
        scope = None if rule.scope == "line" else rule.scope
        automatic = None if rule.automatic else "no"
        if rule.reward == "carve_out" and (scope is not None or automatic is not None):
            cell = case.cell("thresholds", key, "automatic" if scope is None else "scope")
            findings.add("carve_out_of_line", subject=key, cell=cell, scope=scope, automatic=automatic)


@needs("thresholds", "refund_products")
def refund_product_idle(case: Case, findings: Findings) -> None:
    """Only a refund asks for products."""
    for key, row in case.refund_products.items():
        if case.thresholds[row.rule].reward != "refund":
            cell = case.cell("refund_products", key, "rule")
            findings.add("refund_product_idle", subject="+".join(key), cell=cell, rule=row.rule)


RULES: tuple[Rule, ...] = (
    market_without_bands,
    carbon_band_edges,
    carbon_bands_apart,
    vat_without_price,
    vat_site_of_two,
    vat_without_company,
    refund_needs,
    carve_out_of_line,
    refund_product_idle,
)
