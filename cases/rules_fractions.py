"""Fractions typed for percentages, told only where no real figure is that small.

A range from 0 to 100 cannot tell 0.85 from 85. For the columns of `fractions.csv` every figure of the case
library is ten per cent or more, so a value above zero and up to one per cent is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import cast

from cases.case import Case, Key
from cases.dictionary import FOLDER, Column, dictionary, read_rows
from cases.findings import Findings
from cases.rulebook import Rule, needs


@needs("factors")
def fraction_for_percent(case: Case, findings: Findings) -> None:
    """A share of at most one per cent in a column where such shares do not occur."""
    for column in _columns():
        for key, value in _values(case, column):
            if value is not None and 0 < value <= 1:
                place = "value" if column.table == "factors" else column.key
                name = key if isinstance(key, str) else "+".join(key)
                findings.add(
                    "fraction_for_percent", subject=name, cell=case.cell(column.table, key, place),
                    column=column.key, value=value, meant=value * 100,
                )  # fmt: skip


@cache
def _columns() -> tuple[Column, ...]:
    rows = read_rows(FOLDER / "fractions.csv")
    return tuple(dictionary()[row["table"]].columns[row["column"]] for row in rows)


def _values(case: Case, column: Column) -> Iterable[tuple[Key, float | None]]:
    if column.table == "factors":
        return [(column.key, getattr(case.factors, column.field))]
    records = cast("dict[Key, object]", getattr(case, column.table))
    return [(key, getattr(record, column.field)) for key, record in records.items()]


RULES: tuple[Rule, ...] = (fraction_for_percent,)
