"""Stand-in (helper B)."""

from collections.abc import Mapping

import pandas as pd

from cases.case import Case


def built(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], float]:
    frame = tables.get("projects")
    if frame is None:
        return {}
    return dict(zip(zip(frame["project"], frame["year"].astype(str)), frame["units"]))


def figures(case: Case, effect: str) -> dict[tuple[str, str], float]:
    """Amount of an effect by project and target."""
    return {(p, t): row.amount for (p, e, t, _), row in case.project_effects.items() if e == effect}
