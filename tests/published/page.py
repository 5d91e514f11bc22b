"""The page of the case library that lists every published case, written from the tables of this folder.

``python -m tests.published.page`` writes it; a test fails when it no longer says what the tables say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from tests.published.held import Figure, Source, figures, sources, titles

PAGE = Path(__file__).resolve().parents[2] / "cases" / "library" / "PUBLISHED.md"
INTRODUCTION = """\
# Published cases that Kilnflow is held against

Every case is rebuilt as a Kilnflow case and solved by the whole program in the tests (`tests/published`),
or, where it is a formula or a factor, held against the program's own. A test fails when a figure leaves its
accepted range or is no longer the one printed here. *Accepted* is the distance or the window that counts as
agreement; *told* means that Kilnflow differs and the last column says why. Written from the tests' own tables
by `python -m tests.published.page`.
"""
HEADER = (
    "| case | figure | unit | published | accepted | ours | difference | why |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def page() -> str:
    """The whole page as it must stand in the case library."""
    sections = [
        _section(source, [row for row in figures() if row.source == source.source]) for source in sources()
    ]
    return "\n".join([INTRODUCTION, _differing(), *sections])


def _differing() -> str:
    rows = [
        f"- {_sentence(titles()[row.case])[:-1]}: {_name(row)} {row.ours} {row.unit} against {row.published}."
        f" {_sentence(row.why)}"
        for row in figures()
        if row.accepted == "told"
    ]
    return "\n".join(["## Where Kilnflow differs", "", *rows, ""])


def _section(source: Source, rows: list[Figure]) -> str:
    lines = [
        f"## {source.title}",
        "",
        f"Source: {source.citation}.",
        "",
        f"Compared: {source.compared}.",
        "",
        f"Rebuilt: {source.rebuilt}",
        "",
    ]
    if source.slips:
        lines += [f"Found in the source: {source.slips}", ""]
    return "\n".join([*lines, HEADER, *_table(rows), ""])


def _table(rows: list[Figure]) -> Iterator[str]:
    for case, group in groupby(rows, key=lambda row: row.case):
        title = titles()[case]
        for row in group:
            found = (row.published, row.accepted, row.ours, difference(row))
            yield "| " + " | ".join((title, _name(row), row.unit, *found, row.why)) + " |"
            title = ""


def difference(row: Figure) -> str:
    """Ours less the published figure, or less the nearer end of a published window."""
    ends = [Decimal(text) for text in re.findall(r"\d+(?:\.\d+)?", row.published)]
    ours = Decimal(row.ours)
    if len(ends) == 2 and ends[0] <= ours <= ends[1]:
        return "inside"
    gap = min((ours - end for end in ends), key=abs)
    return "0" if gap == 0 else f"{gap:+f}".replace("-", "−")


def _name(row: Figure) -> str:
    return row.figure.replace("_", " ")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
