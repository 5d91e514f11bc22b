"""What projects and rules do to flows: CO2 captured, green power, clean transport into the works."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.view import View

CAPTURE = ("flue_gas_t", "captured_t", "captured_pct", "heat_gj", "power_mwh", "cost_cny")


def flows(view: View) -> Subject:
    """Nothing where the case has none of them."""
    made = (_capture(view), _green_power(view), _clean_transport(view))
    return Subject(key="flows", exhibits=tuple(exhibit for exhibit in made if exhibit is not None))


def _capture(view: View) -> Exhibit | None:
    """Every capture plant: what the flue gas held, what was taken out and what that took."""
    rows = view.tables.get("capture", pd.DataFrame())
    if rows.empty:
        return None
    rows = rows.rename(columns={"share_pct": "captured_pct"})
    frame = pd.DataFrame(
        {
            "period": rows["period"],
            "project_name": view.names.column("projects", rows["project"]),
            "kiln_name": view.names.column("kilns", rows["kiln"]),
            **{name: rows[name] for name in CAPTURE},
        }
    )
    return Exhibit(key="capture", frame=view.by_period(frame))


def _green_power(view: View) -> Exhibit | None:
    """Power of every contract at the kilns and mills that use it, beside what they buy."""
    rows = view.tables.get("green_power", pd.DataFrame())
    if rows.empty:
        return None
    keys = ["period", "facility", "id"]
    bought = view.tables["energy"][[*keys, "purchased_mwh"]]
    rows = rows[rows["green_mwh"] > 0].merge(bought, on=keys, how="left")
    frame = pd.DataFrame(
        {
            "period": rows["period"],
            "project_name": view.names.column("projects", rows["project"]),
            "user_name": [view.names.origin(str(key)) for key in rows["id"]],
            "purchased_mwh": rows["purchased_mwh"],
            "green_mwh": rows["green_mwh"],
        }
    )
    return Exhibit(key="green_power", frame=view.by_period(frame)) if len(frame) else None


def _clean_transport(view: View) -> Exhibit | None:
    """Every works that owes clean transport: its share and by what it is met."""
    rows = view.tables.get("clean_transport", pd.DataFrame())
    if rows.empty:
        return None
    projects = [
        ", ".join(view.names.of("projects", name) for name in str(names).split(";") if name)
        for names in rows["renewed_by"].fillna("")
    ]
    frame = pd.DataFrame(
        {
            "year": rows["year"],
            "site_name": view.names.column("sites", rows["site"]),
            "into_t": rows["into_t"],
            "clean_t": rows["clean_t"],
            "clean_pct": rows["share_pct"],
            "clean_required_pct": rows["share_required_pct"],
            "truck_standard": [view.words.term("trucks", str(name)) for name in rows["trucks"]],
            "renewed_by": projects,
            "met_by": [view.words.term("met_by", str(name)) for name in rows["met_by"]],
        }
    )
    return Exhibit(key="clean_transport", frame=frame)
