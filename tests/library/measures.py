"""Policy measures of the Xinjiang cases: where each is in the case, in the model and in the report."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "cases" / "library" / "MEASURES.md"
INTRODUCTION = """\
# Where every policy measure is

For each measure of the cases `xinjiang-2025` and `xinjiang-2030`: the rows of the case that carry it, the
component of the model with its symbols (`models/symbols.csv` has their equations), the exhibits of the report
that show it, and the scenario that switches it off (`kilnflow run xinjiang-2025 --scenario no_carbide_slag`).
Written from `tests/library/measures.csv` by `python -m tests.library.measures`; a test fails when a table,
row, file, symbol, exhibit or scenario named here is no longer there.
"""
HEADER = (
    "| measure | 措施 | in the case | rows | in the model | in the report | switched off by | cases |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: ``rows`` are table and key, ``model`` file and symbol, ``report`` keys of exhibits."""

    measure: str
    measure_zh: str
    cases: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    model: tuple[tuple[str, str], ...]
    report: tuple[str, ...]
    scenario: str
    note: str


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure, in the order of the page."""
    return tuple(_read())


def _read() -> Iterator[Measure]:
    with Path(__file__).with_name("measures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Measure(
                measure=row["measure"],
                measure_zh=row["measure_zh"],
                cases=tuple(row["cases"].split(";")),
                rows=tuple(_pair(part) for part in row["rows"].split(";")),
                model=tuple(_pair(part) for part in row["model"].split(";")),
                report=tuple(row["report"].split(";")),
                scenario=row["scenario"],
                note=row["note"],
            )


def _pair(text: str) -> tuple[str, str]:
    first, _, second = text.partition(":")
    return first, second


def page() -> str:
    """The whole page as it must stand in the case library."""
    notes = [f"- **{row.measure}**: {row.note}" for row in measures() if row.note]
    return "\n".join([INTRODUCTION, HEADER, *map(_line, measures()), "", "## To be known", "", *notes, ""])


def _line(row: Measure) -> str:
    tables = dict.fromkeys(table for table, _ in row.rows)
    files = dict.fromkeys(file for file, _ in row.model)
    cells = (
        row.measure,
        row.measure_zh,
        _code(tables),
        _code(key for _, key in row.rows),
        "; ".join(f"`{file}`: {_code(s for f, s in row.model if f == file)}" for file in files),
        _code(row.report),
        _code([row.scenario]),
        _code(row.cases),
    )
    return f"| {' | '.join(cells)} |"


def _code(names: Sequence[str] | Iterator[str] | dict[str, None]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
