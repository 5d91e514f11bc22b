"""Columns in which a fraction is asked about: the library shows that no real figure is that small."""

from __future__ import annotations

import pytest

from cases import library_cases, load_case
from cases.dictionary import FOLDER, dictionary, read_rows

ROWS = read_rows(FOLDER / "fractions.csv")
NAMES = ["hand", "mid", "xinjiang"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['table']}.{row['column']}")
def test_the_least_figure_is_that_of_the_library(row: dict[str, str]) -> None:
    column = dictionary()[row["table"]].columns[row["column"]]
    assert column.unit == "%"
    found: set[float] = set()
    for name in set(NAMES) & set(library_cases()):
        case = load_case(name).case
        assert case is not None
        records = [case.factors] if row["table"] == "factors" else getattr(case, row["table"]).values()
        found |= {getattr(record, column.field) for record in records} - {None, 0.0}
    assert min(found) == float(row["least"])
    assert float(row["least"]) >= 10
