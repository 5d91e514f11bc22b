"""`report.html`: one file that opens without a network, with the same exhibits as the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.drawing import Drawing, drawing
from reports.exhibit import Exhibit, Subject, heading_of
from reports.shown import Shown, cells
from reports.subjects.summary import HEADLINES, asked, trust
from reports.view import View
from reports.words import Words

TEMPLATES = Path(__file__).parent / "templates"
MOST_ROWS = 30
"""Rows of a table that the page shows; all of them are in the workbook."""
SHOWN_BY_FIRST_SCREEN = ("asked", "trust")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One headline figure: the plan, today and the change, each with its unit."""

    name: str
    plan: str
    today: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One exhibit as the page shows it; `rows` are pairs of (is a total, cells)."""

    key: str
    title: str
    caption: str
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[tuple[bool, Sequence[Shown]]]
    drawing: Drawing | None
    notes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One subject as the page shows it."""

    key: str
    title: str
    lead: str
    blocks: Sequence[Block]


def write_page(view: View, subjects: Sequence[Subject], path: Path) -> None:
    """Write the page; the same exhibits give the same bytes."""
    words, told = view.words, asked(view)
    coverage = words.text("asked.coverage")
    question = {item: answer for item, answer in told.items() if item != coverage}
    question.pop(words.text("asked.case"))
    text = _environment().get_template("page.html.j2").render(
        words=words,
        language="zh-CN" if words.language == "zh" else "en",
        title=words.text("title", case=view.names.title),
        question=question,
        standing=trust(view) | ({coverage: told[coverage]} if coverage in told else {}),
        cards=list(_cards(view, subjects)),
        has_today=bool(view.today),
        sections=[section for subject in subjects if (section := _section(words, subject)).blocks],
        case=view.case.info.id,
        fingerprint=view.run.run["case"]["fingerprint"][:12],
    )  # fmt: skip
    path.write_text(text, encoding="utf-8", newline="\n")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _cards(view: View, subjects: Sequence[Subject]) -> Iterable[Card]:
    """The five headline figures, from the table that shows them."""
    figures = next(e for subject in subjects for e in subject.exhibits if e.key == "figures")
    for row in figures.frame.head(len(HEADLINES)).to_dict("records"):
        unit, words = str(row["unit"]), view.words
        old, percent = row.get("current"), row.get("change_pct")
        change = ""
        if old is not None and percent is not None:
            is_share = unit == "%"
            shown = row["change"] if is_share else percent
            tail = words.text("page.points") if is_share else "%"
            change = f"{words.unit('%').written(shown, signed=True)} {tail}"
        yield Card(
            name=str(row["measure"]),
            plan=words.headline(row["plan"], unit),
            today="" if old is None else words.headline(old, unit),
            change=change,
        )


def _section(words: Words, subject: Subject) -> Section:
    shown = [e for e in subject.exhibits if e.on_page and e.key not in SHOWN_BY_FIRST_SCREEN]
    sheet = words.text(f"sheet.{subject.key}")
    return Section(
        key=subject.key,
        title=sheet,
        lead=words.text(f"lead.{subject.key}"),
        blocks=[_block(words, exhibit, sheet) for exhibit in shown],
    )


def _block(words: Words, exhibit: Exhibit, sheet: str) -> Block:
    columns = {column: list(cells(exhibit, column, words)) for column in exhibit.frame.columns}
    heads = [
        (heading_of(exhibit, column, words), any(cell.is_number for cell in found))
        for column, found in columns.items()
    ]
    rows = list(zip(*columns.values(), strict=True))[:MOST_ROWS]
    notes = []
    if len(exhibit.frame) > MOST_ROWS:
        notes.append(words.text("page.more", shown=MOST_ROWS, rows=len(exhibit.frame), sheet=sheet))
    if exhibit.chart is not None and len(exhibit.frame) > exhibit.chart.most:
        notes.append(words.text("page.chart_more", shown=exhibit.chart.most))
    return Block(
        key=exhibit.key,
        title=words.text(f"{exhibit.key}.title"),
        caption=words.text(f"{exhibit.key}.caption", **exhibit.parameters),
        heads=heads,
        rows=[(place in exhibit.bold, row) for place, row in enumerate(rows)],
        drawing=drawing(exhibit, words),
        notes=notes,
    )
