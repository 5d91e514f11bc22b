"""What a report shows, apart from how: an exhibit is one table with caption and perhaps a chart.

The workbook and the page arrange the same exhibits, so no figure is worked out twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from reports.words import Words, column_unit

LEFT_OUT = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Rows of an exhibit as bars: side by side, stacked, or as steps from the first bar to the last.

    A scatter has the column `label` along the axis and the values above it.
    """

    kind: Literal["bars", "stacked", "steps", "scatter"]
    label: str
    values: tuple[str, ...]
    most: int = 20
    """Rows drawn; the table has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One table. Its title and caption are the texts `key.title` and `key.caption`.

    Columns are keys of `labels/columns.csv`; `headings` names columns that only this case has (a material, a
    constituent), which are written `key:id` and have the unit of `key`. A column whose unit is `row` holds
    amounts in the unit that the row names in its column `unit`.
    """

    key: str
    frame: pd.DataFrame
    chart: Chart | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    """Units of such columns where `key` does not say it."""
    parameters: Mapping[str, object] = field(default_factory=dict)
    bold: frozenset[int] = frozenset()
    """Positions of rows that are totals."""
    number: int = 0
    """Which it is of several of one key in one workbook."""
    on_page: bool = True
    """Whether the page shows it; the workbook shows every exhibit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Exhibits that belong together: one sheet of the workbook, one section of the page."""

    key: str
    exhibits: tuple[Exhibit, ...]


def unit_of(exhibit: Exhibit, column: str) -> str:
    """Unit key of a column; `row` where each row names its own."""
    if column in exhibit.units:
        return exhibit.units[column]
    key = column.partition(":")[0]
    return "" if key in exhibit.headings else column_unit(key)


def heading_of(exhibit: Exhibit, column: str, words: Words) -> str:
    """Heading of a column with its unit as shown."""
    key = unit_of(exhibit, column)
    unit = "" if key == "-" else words.unit(key).text
    label = exhibit.headings.get(column) or words.column(column)
    return f"{label} ({unit})" if unit else label
