"""The fate of every waste: what arises, what others use, what the cement sector uses, what is left."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Chart, Exhibit, Subject
from reports.view import View

FATES = ["arising_dry_t", "used_elsewhere_dry_t", "taken_dry_t", "left_dry_t"]


STOCKS = ["start_t", "put_t", "drawn_t", "lost_t", "stock_t"]


def waste(view: View) -> Subject:
    """By material, in dry tonnes."""
    supply = view.tables["supply"]
    wastes = supply[supply["waste"]]
    if wastes.empty:
        return Subject(key="waste", exhibits=())
    rows = wastes.groupby("material", as_index=False)[FATES].sum()
    rows = rows.sort_values("arising_dry_t", ascending=False, kind="stable", ignore_index=True)
    total = pd.DataFrame([{"material": "all_waste", **rows[FATES].sum()}])
    rows = pd.concat([rows, total], ignore_index=True)
    frame = pd.DataFrame({"material": [_material(view, key) for key in rows["material"]], **rows[FATES]})
    frame["utilisation_pct"] = _used_pct(rows)
    chart = Chart(kind="stacked", label="material", values=tuple(FATES[1:]))
    exhibit = Exhibit(key="waste", frame=frame, chart=chart, bold=frozenset({len(frame) - 1}))
    return Subject(key="waste", exhibits=(exhibit,))


def sources(view: View) -> Subject:
    """Source by source, wastes and bought materials alike."""
    rows = view.tables["supply"]
    sites = [view.case.sources[key].site for key in rows["source_id"]]
    frame = pd.DataFrame(
        {
            "period": rows["period"],
            "source_name": view.names.column("sources", rows["source_id"]),
            "source_id": rows["source_id"],
            "material": view.names.column("materials", rows["material"]),
            "prefecture": [view.names.prefecture(site) for site in sites],
            "is_waste": [view.words.term("yes", "yes" if waste else "no") for waste in rows["waste"]],
            **{name: rows[name] for name in FATES},
            "utilisation_pct": _used_pct(rows),
        }
    )
    exhibit = Exhibit(key="sources", frame=view.by_period(frame), on_page=False)
    return Subject(key="sources", exhibits=(exhibit,))


def stocks(view: View) -> Subject:
    """What is kept from one period to the next; nothing where the case keeps none."""
    rows = view.tables.get("stocks", pd.DataFrame())
    if rows.empty:
        return Subject(key="stocks", exhibits=())
    frame = pd.DataFrame(
        {
            "period": rows["period"],
            "place_name": [view.names.origin(place) for place in rows["place"]],
            "place": rows["place"],
            "goods": [view.names.item(goods) for goods in rows["goods"]],
            **{name: rows[name] for name in STOCKS},
        }
    )
    return Subject(
        key="stocks", exhibits=(Exhibit(key="stocks", frame=view.by_period(frame), on_page=False),)
    )


def _material(view: View, key: str) -> str:
    return view.words.text("all_waste") if key == "all_waste" else view.names.of("materials", key)


def _used_pct(rows: pd.DataFrame) -> pd.Series:
    used = rows["used_elsewhere_dry_t"] + rows["taken_dry_t"]
    return 100.0 * used / rows["arising_dry_t"].where(rows["arising_dry_t"] > 0)
