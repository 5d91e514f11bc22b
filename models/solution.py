"""A plan as tidy tables that know no Pyomo. Tonnes, GJ, CNY; ids and units in the header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

DECISIONS = (
    "flows", "paths", "kiln_feed", "kiln_running", "kiln_feeders", "mill_use", "cement", "markets",
    "services", "stocks",
)  # fmt: skip
"""Tables that hold what was decided; everything else is computed from them and the case."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Decision tables of one plan."""

    tables: Mapping[str, pd.DataFrame]
