"""Who pays whom, and what counts in which of the two totals."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Chart, Exhibit, Subject
from reports.view import View

PARTIES = ["category", "payer", "payee", "in_system", "in_cement"]


def money(view: View) -> Subject:
    """By category, each amount in the column of every total that it counts in."""
    ledger = view.tables["money"]
    rows = ledger.groupby(PARTIES, sort=False)["amount_cny"].sum().reset_index()
    frame = pd.DataFrame({**_parties(view, rows), "amount_cny": rows["amount_cny"]})
    for total, column in (("in_system", "system_cny"), ("in_cement", "cement_cny")):
        frame[column] = rows["amount_cny"].where(rows[total])
    sums = frame[["system_cny", "cement_cny"]].sum()
    last = pd.DataFrame([{"category": view.words.text("total"), "payer": "", "payee": "", **sums}])
    frame = pd.concat([frame, last], ignore_index=True)
    if view.totals["cement_t"]:
        frame["cny_per_t_cement"] = frame["system_cny"] / view.totals["cement_t"]
    chart = Chart(kind="bars", label="category", values=("system_cny",))
    exhibit = Exhibit(key="money", frame=frame, chart=chart, bold=frozenset({len(frame) - 1}))
    return Subject(key="money", exhibits=(exhibit,))


def money_items(view: View) -> Subject:
    """Every entry of the ledger."""
    rows = view.tables["money"]
    rows = rows[rows["amount_cny"] != 0].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "period": rows["period"],
            **_parties(view, rows),
            "item_name": [_item(view, item) for item in rows["item"]],
            "item_id": rows["item"],
            "amount_cny": rows["amount_cny"],
            **{name: [_yes(view, flag) for flag in rows[name]] for name in ("in_system", "in_cement")},
        }
    )
    exhibit = Exhibit(key="money_items", frame=view.by_period(frame), on_page=False)
    return Subject(key="money_items", exhibits=(exhibit,))


def _parties(view: View, rows: pd.DataFrame) -> dict[str, object]:
    return {
        "category": [view.words.term("category", key) for key in rows["category"]],
        "payer": [view.words.term("party", key) for key in rows["payer"]],
        "payee": [view.words.term("party", key) for key in rows["payee"]],
    }


def _item(view: View, item: str) -> str:
    for table in ("kilns", "plants", "sources", "markets"):
        if item in getattr(view.case, table):
            return view.names.of(table, item)
    return view.words.term("kind", item)


def _yes(view: View, flag: object) -> str:
    return view.words.term("yes", "yes" if flag else "no")
