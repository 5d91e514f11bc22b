"""What the parts of a study make of their points: fronts, abatement curves, how draws are spread."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports.exhibit import Chart, Exhibit, Subject
from reports.study_figures import SHOWN, figure_name
from reports.study_folder import StudyTables
from reports.words import Words

SPREAD = {
    "stated": "stated", "mean": "average", "deviation": "deviation", "p05": "p05", "p25": "p25", "p50": "p50",
    "p75": "p75", "p95": "p95",
}  # fmt: skip
"""Columns of the table of draws and what they are called here."""
DRAWN = ("figure:first", "figure:first_bound", "figure:knee")


def _of_parts(study: StudyTables, name: str) -> Iterator[tuple[int, str, pd.DataFrame]]:
    """A table part by part, numbered from 1."""
    table = study.tables.get(name, pd.DataFrame({"part": []}))
    for number, (part, rows) in enumerate(table.groupby("part", sort=False), start=1):
        yield number, str(part), rows.reset_index(drop=True)


def fronts(study: StudyTables, words: Words) -> Subject:
    """Each front with its bounds and its knee, drawn."""
    exhibits = tuple(_front(study, words, *found) for found in _of_parts(study, "front"))
    return Subject(key="study_fronts", exhibits=exhibits)


def _front(study: StudyTables, words: Words, number: int, part: str, rows: pd.DataFrame) -> Exhibit:
    first, second = str(rows["first"].iloc[0]), str(rows["second"].iloc[0])
    called = {side: figure_name(name, words) for side, name in (("first", first), ("second", second))}
    bound = words.text("study_fronts.bound")
    knee = rows["first_value"].where(rows["knee"].astype(bool))
    frame = pd.DataFrame(
        {
            "point": rows["point"],
            "figure:second": rows["second_value"],
            "figure:first": rows["first_value"],
            "figure:first_bound": rows["first_bound"],
            "figure:second_bound": rows["second_bound"],
            "figure:knee": knee,
            "standing": [words.term("standing", str(name)) for name in rows["standing"]],
            "than": rows["than"],
        }
    )
    headings = {
        "figure:second": called["second"],
        "figure:first": called["first"],
        "figure:first_bound": f"{called['first']}, {bound}",
        "figure:second_bound": f"{called['second']}, {bound}",
        "figure:knee": words.text("study_fronts.knee"),
    }
    unit = {"first": study.units.get(first, ""), "second": study.units.get(second, "")}
    return Exhibit(
        key="study_front",
        number=number,
        frame=frame,
        chart=Chart(kind="scatter", label="figure:second", values=DRAWN),
        headings=headings,
        units={name: unit["second" if "second" in name else "first"] for name in headings},
        parameters={"part": part, **called},
    )


def abatement(study: StudyTables, words: Words) -> Subject:  # noqa: ARG001 - all words are headings
    """Each abatement curve: measures alone and one after another."""
    exhibits = tuple(_curve(study, *found) for found in _of_parts(study, "abatement"))
    return Subject(key="study_abatement", exhibits=exhibits)


def _curve(study: StudyTables, number: int, part: str, rows: pd.DataFrame) -> Exhibit:
    currency = str(study.content["currency"])
    order = ["measure", "order", *(c for c in rows.columns if c not in ("part", "order", "measure"))]
    frame = rows[order].rename(columns={"measure": "abated_by"})
    frame["told_apart"] = frame["told_apart"].astype(float)
    units = {name: currency for name in frame.columns if name.endswith(("_cost", "alone_open"))}
    units |= {name: f"{currency}/t" for name in frame.columns if name.endswith("_per_t")}
    return Exhibit(
        key="study_curve",
        number=number,
        frame=frame,
        chart=Chart(kind="bars", label="abated_by", values=("added_cost_per_t", "alone_cost_per_t")),
        units=units,
        parameters={"part": part},
    )


def draws(study: StudyTables, words: Words) -> Subject:
    """How main figures are spread over the draws."""
    exhibits = tuple(_spread(study, words, *found) for found in _of_parts(study, "draws"))
    return Subject(key="study_draws", exhibits=exhibits)


def _spread(study: StudyTables, words: Words, number: int, part: str, rows: pd.DataFrame) -> Exhibit:
    rows = rows[rows["indicator"].isin(SHOWN)]
    frame = pd.DataFrame({"figure": [figure_name(name, words) for name in rows["indicator"]]})
    frame["unit"] = [study.units.get(name, "") for name in rows["indicator"]]
    for name, shown in SPREAD.items():
        frame[shown] = rows[name].to_numpy()
    most = int(rows["draws"].max()) if len(rows) else 0
    return Exhibit(key="study_spread", number=number, frame=frame, parameters={"part": part, "draws": most})
