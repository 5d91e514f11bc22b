"""Raw mix with the set points of the raw meal, and fuel mix, kiln by kiln."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.rawmeal import SET_POINTS, raw_meal
from reports.view import View

KEYS = ["period", "kiln"]


def raw_mix(view: View) -> Subject:
    """Set points of the raw meal as the laboratory doses it, and shares of the materials."""
    return Subject(key="raw_mix", exhibits=(_set_points(view, view.tables["kiln_feed"]),))


def raw_materials(view: View) -> Subject:
    """Tonnes of every raw material of every kiln."""
    return Subject(key="raw_materials", exhibits=(_materials(view, view.tables["kiln_feed"]),))


def fuels(view: View) -> Subject:
    """Which fuel gives how much heat to which kiln."""
    feed = view.tables["kiln_feed"]
    fuel = feed[feed["use"] == "fuel"]
    rows = fuel.groupby([*KEYS, "material"], as_index=False, sort=False)[["wet_t", "gj"]].sum()
    heat = rows.groupby(KEYS)["gj"].transform("sum")
    frame = pd.DataFrame(
        {
            **_kiln(view, rows),
            "fuel": view.names.column("materials", rows["material"]),
            "wet_t": rows["wet_t"],
            "running_t_per_d": rows["wet_t"] / _line_days(view, rows),
            "heat_gj": rows["gj"],
            "heat_share_pct": 100.0 * rows["gj"] / heat,
        }
    )
    return Subject(key="fuels", exhibits=(Exhibit(key="fuels", frame=view.by_period(frame), on_page=False),))


def _set_points(view: View, feed: pd.DataFrame) -> Exhibit:
    meal = raw_meal(view.case, view.tables)
    raw = feed[feed["use"] == "raw"]
    dry = raw.pivot_table(index=KEYS, columns="material", values="dry_t", aggfunc="sum")
    shares = 100.0 * dry.div(dry.sum(axis=1), axis=0)
    shares = shares[shares.sum().sort_values(ascending=False, kind="stable").index]
    frame = pd.DataFrame({**_kiln(view, meal), **{name: meal[name] for name in SET_POINTS}})
    frame["raw_meal_t_per_t"] = meal["raw_meal_t_per_t"]
    frame["raw_meal_t_per_d"] = meal["raw_t"] / _line_days(view, meal)
    frame["feed_moisture_pct"] = meal["feed_moisture_pct"]
    found = shares.reindex(pd.MultiIndex.from_frame(meal[KEYS]))
    for material in shares.columns:
        frame[f"share_pct:{material}"] = found[material].to_numpy()
    headings = {f"share_pct:{name}": view.names.of("materials", name) for name in shares.columns}
    return Exhibit(key="set_points", frame=view.by_period(frame), headings=headings)


def _materials(view: View, feed: pd.DataFrame) -> Exhibit:
    raw = feed[feed["use"] == "raw"].reset_index(drop=True)
    every = raw.groupby(KEYS)["dry_t"].transform("sum")
    frame = pd.DataFrame(
        {
            **_kiln(view, raw),
            "material": view.names.column("materials", raw["material"]),
            "grade": [view.names.grade(grade) for grade in raw["grade"]],
            "dry_t": raw["dry_t"],
            "wet_t": raw["wet_t"],
            "running_t_per_d": raw["wet_t"] / _line_days(view, raw),
            "dry_share_pct": 100.0 * raw["dry_t"] / every,
        }
    )
    return Exhibit(key="raw_materials", frame=view.by_period(frame), on_page=False)


def _kiln(view: View, rows: pd.DataFrame) -> Mapping[str, object]:
    return {
        "period": rows["period"],
        "kiln_name": view.names.column("kilns", rows["kiln"]),
        "kiln": rows["kiln"],
    }


def _line_days(view: View, rows: pd.DataFrame) -> pd.Series:
    """Days on which the lines of each row's kiln run, taken together."""
    days = view.tables["kiln_running"].set_index(KEYS)["line_days"]
    return pd.Series(days.reindex(pd.MultiIndex.from_frame(rows[KEYS])).to_numpy(), rows.index)
