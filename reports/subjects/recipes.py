"""Cement recipes by plant and product, and what the cement then is."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.view import View

KEYS = ["period", "plant", "product"]
FIGURES = {"strength_mpa": "strength_min", "so3_pct": "so3_max", "mgo_pct": "mgo_max", "cl_pct": "cl_max"}
"""Figure of the cement, and the product's limit that stands beside it."""


def recipes(view: View) -> Subject:
    """Shares of constituents by plant and product."""
    use = view.tables["mill_use"]
    return Subject(key="recipes", exhibits=(_shares(view, use),) if len(use) else ())


def ingredients(view: View) -> Subject:
    """Tonnes of every clinker and admixture in every cement."""
    use = view.tables["mill_use"]
    return Subject(key="ingredients", exhibits=(_ingredients(view, use),) if len(use) else ())


def _shares(view: View, use: pd.DataFrame) -> Exhibit:
    tonnes = use.pivot_table(index=KEYS, columns="constituent", values="dry_t", aggfunc="sum")
    order = [key for key in view.case.constituents if key in tonnes.columns]
    shares = 100.0 * tonnes[order].div(tonnes.sum(axis=1), axis=0)
    cement = view.tables["realised_cement"].set_index(KEYS).reindex(tonnes.index).reset_index()
    frame = pd.DataFrame({**_plant(view, cement), "cement_t": cement["cement_t"]})
    for key in order:
        frame[f"share_pct:{key}"] = shares[key].to_numpy()
    products = [view.case.products[key] for key in cement["product"]]
    for figure, limit in FIGURES.items():
        frame[figure] = cement[figure]
        frame[limit] = [getattr(product, limit) for product in products]
    headings = {f"share_pct:{key}": view.names.of("constituents", key) for key in order}
    return Exhibit(key="recipes", frame=view.by_period(frame), headings=headings)


def _ingredients(view: View, use: pd.DataFrame) -> Exhibit:
    use = use.sort_values(KEYS, kind="stable").reset_index(drop=True)
    every = use.groupby(KEYS)["dry_t"].transform("sum")
    frame = pd.DataFrame(
        {
            **_plant(view, use),
            "constituent": view.names.column("constituents", use["constituent"]),
            "grade": [view.names.grade(grade) for grade in use["grade"]],
            "grade_id": use["grade"],
            "dry_t": use["dry_t"],
            "share_pct": 100.0 * use["dry_t"] / every,
        }
    )
    return Exhibit(key="ingredients", frame=view.by_period(frame), on_page=False)


def _plant(view: View, rows: pd.DataFrame) -> dict[str, object]:
    plants = [view.case.plants[key] for key in rows["plant"]]
    return {
        "period": rows["period"],
        "plant_name": view.names.column("plants", rows["plant"]),
        "plant": rows["plant"],
        "company": [plant.company or "" for plant in plants],
        "product_name": view.names.column("products", rows["product"]),
    }
