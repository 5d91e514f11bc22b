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


RULES: tuple[Rule, ...] = (market_without_bands, carbon_band_edges, carbon_bands_apart)
