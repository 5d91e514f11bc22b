"""Rules of stores: what is kept where, and whether there is anything to keep it for."""

from __future__ import annotations

from cases.calendar import seasons
from cases.case import Case
from cases.findings import Findings
from cases.rulebook import Rule, needs
from cases.rules_cement import CLINKER


@needs("stores", "kilns", "plants", "products")
def store_wrong_goods(case: Case, findings: Findings) -> None:
    """A kiln keeps clinker, a grinding plant cement."""
    for key, row in case.stores.items():
        right = row.place in case.kilns if row.goods == CLINKER else row.place in case.plants
        if right and row.goods in (CLINKER, *case.products):
            continue
        kind = "kiln" if row.place in case.kilns else "plant"
        findings.add(
            f"store_goods_at_{kind}", subject="+".join(key), cell=case.cell("stores", key, "goods"),
            place=row.place, goods=row.goods,
        )  # fmt: skip


@needs()
def store_start_above_capacity(case: Case, findings: Findings) -> None:
    """What is there at the start of a year fits."""
    for key, row in case.stores.items():
        if row.start is not None and row.start > row.capacity:
            findings.add(
                "store_start_above_capacity", subject="+".join(key), cell=case.cell("stores", key, "start"),
                start=row.start, capacity=row.capacity,
            )  # fmt: skip


@needs("periods")
def stores_without_seasons(case: Case, findings: Findings) -> None:
    """Stocks lie between the periods of a year."""
    if case.stores and not seasons(case):
        cell = case.cell("stores", next(iter(case.stores)), "place")
        findings.add("stores_without_seasons", subject="stores", cell=cell, stores=len(case.stores))


RULES: tuple[Rule, ...] = (store_wrong_goods, store_start_above_capacity, stores_without_seasons)
