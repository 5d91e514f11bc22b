"""Projects: what is built or closed when, what it costs; shown for all years of the case."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.view import View


def projects(view: View) -> Subject:
    """Nothing where the case has no projects."""
    rows = view.whole.tables.get("investments", pd.DataFrame())
    if rows.empty:
        return Subject(key="projects", exhibits=())
    return Subject(key="projects", exhibits=(_built(view, rows), _left(view, rows)))


def _built(view: View, rows: pd.DataFrame) -> Exhibit:
    """Projects that are there, by the year in which they begin; costs of a year of what then stands."""
    begun = rows[rows["units_built"] > 0].sort_values(["year", "project"])
    return Exhibit(key="projects_built", frame=_told(view, begun))


def _left(view: View, rows: pd.DataFrame) -> Exhibit:
    """Projects that the plan does without in every year."""
    ever = rows.groupby("project")["units"].transform("max")
    last = rows["year"].astype(str) == str(rows["year"].astype(str).max())
    unbuilt = rows[(ever <= 0) & last]
    frame = _told(view, unbuilt)[["project_name", "project", "project_kind"]]
    return Exhibit(key="projects_left", frame=frame)


def _told(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": rows["year"].astype(str),
            "project_name": view.names.column("projects", rows["project"]),
            "project": rows["project"],
            "project_kind": [view.words.term("project_kind", str(kind)) for kind in rows["kind"]],
            "units_built": rows["units_built"],
            "capital_cny": rows["capital_cny"],
            "annuity_cny": rows["annuity_cny"],
            "fixed_cny": rows["fixed_cny"],
        }
    )
