"""report.html: one file that needs nothing else, well formed, every chart with its table and caption."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cases.text import Language
from reports import write_reports

VOID = {"meta", "br", "hr", "img", "input", "link"}
LARGEST = 6_000_000


@cache
def page(folder: Path, language: Language = "en") -> str:
    return write_reports(folder, language)[1].read_text(encoding="utf-8")


class Outline(HTMLParser):
    """Open elements, ids, and the sequence of figures and tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.order: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag in ("figure", "figcaption", "table"):
            self.order.append(tag)
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_loads_nothing(with_today: Path, language: Language) -> None:
    text = page(with_today, language)
    assert not re.findall(r"<(?:script|link|img|iframe|object|embed)\b", text)
    assert not re.findall(r"(?:src|href)\s*=\s*[\"'](?!#)", text)
    assert not re.findall(r"url\((?!#)", text)
    assert "@import" not in text
    assert "http" not in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_element_is_closed_and_every_id_is_its_own(with_today: Path, language: Language) -> None:
    outline = Outline(page(with_today, language))
    assert not outline.wrong
    assert not outline.stack
    assert len(outline.ids) == len(set(outline.ids))


def test_every_link_within_the_page_leads_somewhere(with_today: Path) -> None:
    text = page(with_today)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(Outline(text).ids)


@pytest.mark.parametrize("folder", ["plan_alone", "with_today"])
def test_every_chart_has_its_caption_and_its_table(folder: str, request: pytest.FixtureRequest) -> None:
    order = Outline(page(request.getfixturevalue(folder))).order
    charts = [place for place, tag in enumerate(order) if tag == "figure"]
    assert len(charts) >= 4
    assert all(order[place : place + 3] == ["figure", "figcaption", "table"] for place in charts)


def test_the_first_screen_has_five_figures_against_today(with_today: Path) -> None:
    text = page(with_today)
    head = text[: text.index("<main>")]
    assert head.count('<div class="card">') == 5
    assert "Today: 310.0 kt" in head
    assert "Proven best" in head
    assert "second calculation: nothing found wrong" in head


def test_a_run_without_today_says_so(plan_alone: Path) -> None:
    assert "made without today" in page(plan_alone)


def test_text_of_the_case_is_never_markup(own_copy: Path) -> None:
    kilns = own_copy / "case" / "kilns.csv"
    text = kilns.read_text(encoding="utf-8")
    kilns.write_text(text.replace("West cement", "<script>alert(1)</script>"), encoding="utf-8")
    shown = page(own_copy)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_the_page_is_small_enough_to_be_mailed(with_today: Path) -> None:
    assert len(page(with_today).encode()) < LARGEST
