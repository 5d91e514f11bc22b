"""CO2 in its books, which are never mixed, and kiln by kiln."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Chart, Exhibit, Subject
from reports.view import View

BOOKS = ("physical", "memo", "output", "guideline")


def carbon(view: View) -> Subject:
    """Each book by scope; the physical one as a chart."""
    book = view.tables["co2"]
    scopes = book.groupby(["book", "scope"], as_index=False, sort=False)["co2_t"].sum()
    physical = scopes[scopes["book"] == "physical"]
    others = scopes[scopes["book"] != "physical"]
    chart = Chart(kind="bars", label="scope", values=("co2_t",))
    last = frozenset({len(physical)})
    exhibits = (
        Exhibit(key="co2_physical", frame=_scopes(view, physical), chart=chart, bold=last),
        Exhibit(key="co2_books", frame=_books(view, others)),
    )
    return Subject(key="carbon", exhibits=exhibits)


def carbon_kilns(view: View) -> Subject:
    """Every kiln's CO2 in every book and scope, and the guideline's intensity."""
    book = view.tables["co2"]
    own = book[book["item_kind"] == "kiln"]
    wide = own.pivot_table(index=["period", "item"], columns=["book", "scope"], values="co2_t", aggfunc="sum")
    running = view.tables["kiln_running"]
    running = running[running["clinker_t"] > 0].reset_index(drop=True)
    wide = wide.reindex(pd.MultiIndex.from_frame(running[["period", "kiln"]])).fillna(0.0)
    frame = pd.DataFrame(
        {
            "period": running["period"],
            "kiln_name": view.names.column("kilns", running["kiln"]),
            "kiln": running["kiln"],
            "clinker_t": running["clinker_t"],
        }
    )
    headings = {}
    for name in BOOKS:
        for scope in wide[name].columns if name in wide else ():
            column = f"book_t:{name}:{scope}"
            frame[column] = wide[name, scope].to_numpy()
            headings[column] = f"{view.words.term('book', name)}: {view.words.term('scope', scope)}"
    if "guideline" in wide:
        frame["guideline_kg_per_t"] = (
            wide[["guideline"]].sum(axis=1).to_numpy() * 1000.0 / running["clinker_t"]
        )
    exhibit = Exhibit(key="carbon_kilns", frame=view.by_period(frame), headings=headings, on_page=False)
    return Subject(key="carbon_kilns", exhibits=(exhibit,))


def _scopes(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "scope": [view.words.term("scope", scope) for scope in rows["scope"]],
            "co2_t": rows["co2_t"].to_numpy(),
        }
    )
    total = pd.DataFrame([{"scope": view.words.text("total"), "co2_t": frame["co2_t"].sum()}])
    frame = pd.concat([frame, total], ignore_index=True)
    frame["share_pct"] = 100.0 * frame["co2_t"] / total["co2_t"].iloc[0]
    cement = view.totals["cement_t"] or float("nan")
    frame["co2_kg_per_t_cement"] = 1000.0 * frame["co2_t"] / cement
    return frame


def _books(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "book": [view.words.term("book", name) for name in rows["book"]],
            "scope": [view.words.term("scope", scope) for scope in rows["scope"]],
            "co2_t": rows["co2_t"].to_numpy(),
        }
    )
