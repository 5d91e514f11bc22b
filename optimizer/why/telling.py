"""An explanation told: sentences, a table with one line a sentence, and the same as JSON."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cases.case import Case
from cases.text import LANGUAGES, Language
from optimizer.why.explanation import Condition, Explanation, Stated, Verdict
from optimizer.why.words import Wording

MOST_LINES = 12
"""Lines of a conflict from which rows of the same column of a sheet are told together."""
COLUMNS = [
    "part", "place", "of", "table", "row", "column", "cell", "value", "figure", "unit",
    "sentence", "sentence_zh",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line: rows that are told together, and its sentence."""

    part: str
    rows: Sequence[Stated]
    sentence: str


def lines(explanation: Explanation, case: Case, language: Language) -> list[Line]:
    """All lines in order; a head is a line without rows."""
    words = Wording(case, language)
    if explanation.verdict is not Verdict.INFEASIBLE:
        return [Line("verdict", (), words.say(f"why.{explanation.verdict.value}"))]
    return [*_conditions(explanation, words), *_gives(explanation, words), *_conflict(explanation, words)]


def _conditions(explanation: Explanation, words: Wording) -> Iterator[Line]:
    if not explanation.conditions:
        return
    yield Line("head", (), words.say("why.head.conditions"))
    for one in explanation.conditions:
        yield Line("condition", one.rows, _condition(one, words))


def _condition(one: Condition, words: Wording) -> str:
    rows = [f"{words.bound(row)} ({words.cells([row])})" for row in one.rows]
    reached = [
        words.say(f"why.reach_of_{_sense(row)}", label=words.label(row), figure=words.figure(row.figure, row))
        for row in one.rows
        if row.figure is not None
    ]
    verb = words.say("why.hold_together" if len(rows) > 1 else "why.be_kept")
    return words.say(
        one.code, subjects=words.subjects(one.subjects), rows=_listed(rows, words),
        first=rows[0] if rows else "", rest=_listed(rows[1:], words), verb=verb,
        reached=_listed(reached, words),
    )  # fmt: skip


def _listed(parts: Sequence[str], words: Wording) -> str:
    """One, two and three."""
    comma, last = (", ", " and ") if words.language == "en" else ("、", "和")
    if len(parts) < 2:
        return "".join(parts)
    return comma.join(parts[:-1]) + last + parts[-1]


def _gives(explanation: Explanation, words: Wording) -> Iterator[Line]:
    if not explanation.gives:
        yield Line("head", (), words.say("why.no_gives"))
        return
    yield Line("head", (), words.say("why.head.gives"))
    groups = list(_grouped(explanation.gives, lambda row: (row.behind, row.family, row.side)))
    for rows in sorted(groups, key=lambda rows: rows[0].family):
        yield Line("gives", rows, _give(rows, words))
    share = None
    if not explanation.proven and explanation.violation > 0:
        share = f"{100 * max(0.0, explanation.least_violation) / explanation.violation:.0f}"
    yield Line("head", (), words.say("why.proven" if explanation.proven else "why.not_proven", share=share))


def _give(rows: Sequence[Stated], words: Wording) -> str:
    """The figure that the cell must become for all of them."""
    figures = [row.figure for row in rows if row.figure is not None]
    head = {
        "of": words.subjects(row.index for row in rows),
        "label": words.label(rows[0]),
        "cell": words.cells(rows[:1]),
    }
    floor = rows[0].is_floor
    if not figures or floor is None:
        amounts = [row.amount or 0.0 for row in rows]
        most = rows[amounts.index(max(amounts))]
        return words.say("why.give_amount", **head, amount=words.amount(most))
    needed = min(figures) if floor else max(figures)
    key = "why.give_down" if floor else "why.give_up"
    return words.say(
        key, **head, value=words.figure(rows[0].value, rows[0]), needed=words.figure(needed, rows[0])
    )


def _conflict(explanation: Explanation, words: Wording) -> Iterator[Line]:
    if not explanation.conflict:
        return
    kind = "whole" if explanation.whole else "linear"
    yield Line("head", (), words.say(f"why.head.{kind}"))
    groups = list(_grouped(explanation.conflict, lambda row: _by_cell(row, words)))
    if len(groups) > MOST_LINES:
        groups = list(_grouped(explanation.conflict, _by_column))
    for rows in groups:
        yield Line("conflict", rows, _row(rows, words))
    yield Line("head", (), words.say("why.smallest" if explanation.smallest else "why.not_smallest"))


def _by_cell(row: Stated, words: Wording) -> Hashable:
    return (row.behind, row.side, row.family, words.figure(row.figure, row) or words.amount(row))


def _sense(row: Stated) -> str:
    """Whether more or less of the figure is asked for."""
    return "floor" if (row.side == "below" if row.is_floor is None else row.is_floor) else "ceiling"


def _by_column(row: Stated) -> Hashable:
    if row.behind is None:
        return (row.family, row.side)
    table, key, column = row.behind
    return (table, key if table in ("limits", "products", "recipes") else None, column, row.side)


def _row(rows: Sequence[Stated], words: Wording) -> str:
    """A stand, or several that are told together, with how far it can go."""
    one = rows[0]
    same = len({row.behind for row in rows}) == 1
    reached = None
    if same and one.figure is not None:
        reached = words.say(f"why.reach_{_sense(one)}", figure=words.figure(one.figure, one))
    elif same and one.value is None and one.amount:
        reached = words.say("why.lacks", amount=words.amount(one))
    return words.say(
        "why.row", of=words.subjects(row.index for row in rows), reached=reached,
        bound=words.bound(one) if same else words.label(one), cell=words.cells(rows),
    )  # fmt: skip


def _grouped(rows: Sequence[Stated], key: Callable[[Stated], Hashable]) -> Iterator[list[Stated]]:
    found: dict[Hashable, list[Stated]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    yield from found.values()


def table(explanation: Explanation, case: Case) -> pd.DataFrame:
    """One line for each row of the model that is told, with the sentence it is told in."""
    told = {language: lines(explanation, case, language) for language in LANGUAGES}
    words = Wording(case, "en")
    rows: list[dict[str, Any]] = []
    for place, (english, chinese) in enumerate(zip(told["en"], told["zh"], strict=True)):
        known = {"part": english.part, "place": place, "sentence": english.sentence}
        for row in english.rows or (None,):
            own = {} if row is None else _plain(row, words)
            rows.append({**known, "sentence_zh": chinese.sentence, **own})
    return pd.DataFrame(rows, columns=COLUMNS)


def _plain(row: Stated, words: Wording) -> dict[str, Any]:
    table_name, key, column = row.behind or ("", "", "")
    return {
        "of": words.subject(row.index), "table": table_name, "column": column, "cell": words.cells([row]),
        "row": key if isinstance(key, str) else "+".join(key), "value": row.value,
        "figure": row.amount if row.figure is None else row.figure,
        "unit": row.unit if row.figure is None else words.unit(row),
    }  # fmt: skip


def as_plain(explanation: Explanation, case: Case) -> Mapping[str, Any]:
    """The content of explanation.json."""
    told = table(explanation, case)
    parts = {name: told[told["part"] == name] for name in ("condition", "gives", "conflict")}
    return {
        "verdict": explanation.verdict.value,
        "whole_numbers_alone": explanation.whole,
        "smallest": explanation.smallest,
        "violation_weighted": explanation.violation,
        "least_violation_weighted": explanation.least_violation,
        "proven": explanation.proven,
        **{name: part.drop(columns=["part"]).to_dict("records") for name, part in parts.items()},
        "cpu_seconds": dict(explanation.seconds),
    }
