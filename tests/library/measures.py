"""Policy measures of the Xinjiang cases: where each is in the case, in the model and in the report."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "cases" / "library" / "MEASURES.md"
INTRODUCTION = """\
# Where every policy measure is

For each measure of the cases `xinjiang-2025` and `xinjiang-2030`: the rows of the case that carry it, the
component of the model with its symbols (`models/symbols.csv` has their equations), the exhibits of the report
that show it, the tests that work the rule out by hand on the smallest case in which it binds, and the
scenario that switches it off (`kilnflow run xinjiang-2025 --scenario no_carbide_slag`). Written from
`tests/library/measures.csv` by `python -m tests.library.measures`; a test fails when a table, row, file,
symbol, exhibit, test or scenario named here is no longer there.
"""
HEADER = (
    "| measure | 措施 | in the case | in the model | in the report | by hand | switched off by | cases |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: ``rows`` are table and key, ``model`` file and symbol, ``report`` exhibits,
    ``checked`` file and name of hand-checked tests."""

    measure: str
    measure_zh: str
    cases: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    model: tuple[tuple[str, str], ...]
    report: tuple[str, ...]
    checked: tuple[tuple[str, str], ...]
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
                checked=tuple(_pair(part) for part in row["checked"].split(";")),
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
    cells = (
        row.measure,
        row.measure_zh,
        _grouped(row.rows),
        _grouped(row.model),
        _code(row.report),
        _code(dict.fromkeys(file for file, _ in row.checked)),
        _code([row.scenario]),
        _code(row.cases),
    )
    return f"| {' | '.join(cells)} |"


def _grouped(pairs: Sequence[tuple[str, str]]) -> str:
    """Each table or file once, with its rows or symbols."""
    firsts = dict.fromkeys(first for first, _ in pairs)
    return "; ".join(
        f"`{name}`: {_code(second for first, second in pairs if first == name)}" for name in firsts
    )


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
