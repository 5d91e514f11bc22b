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


@needs()
def store_end(case: Case, findings: Findings) -> None:
    """What is there at the end of a year fits, and is said to differ from something."""
    for key, row in case.stores.items():
        subject, cell = "+".join(key), case.cell("stores", key, "end")
        if row.end is not None and row.start is None:
            findings.add("store_end_without_start", subject=subject, cell=cell, end=row.end)
        elif row.end is not None and row.end > row.capacity:
            findings.add(
                "store_end_above_capacity", subject=subject, cell=cell, end=row.end, capacity=row.capacity
            )


@needs()
def source_stock(case: Case, findings: Findings) -> None:
    """The stated stock of a source: of waste that arises, within its store, and its end with its start."""
    for key, row in case.sources.items():
        for column in ("store_start", "store_end"):
            stock, cell = getattr(row, column), case.cell("sources", key, column)
            if stock is None:
                continue
            if row.arising is None:
                findings.add("source_stock_without_arising", subject=key, cell=cell, stock=stock)
            elif row.store_start is None:
                findings.add("source_end_without_start", subject=key, cell=cell, end=stock)
            elif row.store is not None and stock > row.store:
                findings.add("source_stock_above_store", subject=key, cell=cell, stock=stock, store=row.store)


@needs("periods")
def stores_without_seasons(case: Case, findings: Findings) -> None:
    """Stocks lie between the periods of a year."""
    stated = [key for key, row in case.sources.items() if row.store_start is not None]
    count = len(case.stores) + len(stated)
    if not count or seasons(case):
        return
    if case.stores:
        cell = case.cell("stores", next(iter(case.stores)), "place")
    else:
        cell = case.cell("sources", stated[0], "store_start")
    findings.add("stores_without_seasons", subject="stores", cell=cell, stores=count)


RULES: tuple[Rule, ...] = (
    store_wrong_goods,
    store_start_above_capacity,
    store_end,
    source_stock,
    stores_without_seasons,
)
