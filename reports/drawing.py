"""Charts of the page as plain shapes: rows of bars, labels and amounts, drawn as SVG by the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.xlsx import width_of
from reports.exhibit import Exhibit, heading_of, unit_of
from reports.steps import axis_start, steps
from reports.words import Words

WIDTH, LABEL, AMOUNT, ROW, BAR = 860.0, 290.0, 160.0, 26.0, 16.0
"""Pixels: the drawing, its label column, the room for amounts, one row, one bar."""
LONGEST_LABEL = 36
"""Characters of a label that fit; a Chinese character counts as two."""
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle; `look` is its place in the legend or the kind of its step."""

    x: float
    y: float
    width: float
    look: str
    told: str


@dataclass(frozen=True, slots=True)
class Label:
    """Text of one row: its name, shortened to fit, and its amount."""

    y: float
    text: str
    full: str
    amount: str
    amount_x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart ready to be drawn; `legend` pairs looks with their words, empty for a single series."""

    height: float
    bars: Sequence[Bar]
    labels: Sequence[Label]
    legend: Sequence[tuple[str, str]]
    width: float = WIDTH
    left: float = LABEL
    bar_height: float = BAR


def drawing(exhibit: Exhibit, words: Words) -> Drawing | None:
    """The chart of an exhibit; None where it has none or nothing to draw."""
    spec = exhibit.chart
    if spec is None or exhibit.frame.empty:
        return None
    return _bridge(exhibit, words) if spec.kind == "steps" else _rows(exhibit, words)


def _rows(exhibit: Exhibit, words: Words) -> Drawing:
    """Each row of the table as one bar, or as one bar of several parts; totals are left to the table."""
    spec, frame = exhibit.chart, exhibit.frame
    assert spec is not None
    kept = frame[[place not in exhibit.bold for place in range(len(frame))]].head(spec.most)
    values = kept[list(spec.values)].fillna(0.0).clip(lower=0.0)
    scale = _scale(0.0, float(values.sum(axis=1).max()))
    looks = [f"part{place}" for place in range(len(spec.values))]
    heads = [heading_of(exhibit, value, words) for value in spec.values]
    unit = unit_of(exhibit, spec.values[0])
    bars, labels = [], []
    for row, (name, amounts) in enumerate(zip(kept[spec.label], values.itertuples(index=False), strict=True)):
        x, y = LABEL, row * ROW
        for look, head, amount in zip(looks, heads, amounts, strict=True):
            width = amount * scale
            if width >= LEAST:
                bars.append(Bar(x, y, width, look, f"{name}, {head}: {words.headline(amount, unit)}"))
            x += width
        labels.append(_label(y, str(name), words.headline(sum(amounts), unit), x))
    legend = list(zip(looks, heads, strict=True)) if len(looks) > 1 else []
    return Drawing(height=len(kept) * ROW, bars=bars, labels=labels, legend=legend)


def _bridge(exhibit: Exhibit, words: Words) -> Drawing:
    """Steps from today to the plan along a cut axis."""
    spec, frame = exhibit.chart, exhibit.frame
    assert spec is not None
    amounts = frame[spec.values[0]].tolist()
    found = steps(amounts)
    start = axis_start(found)
    scale = _scale(start, max(step.high for step in found))
    bars, labels = [], []
    rows = zip(frame[spec.label], amounts, frame["unit"], found, strict=True)
    for row, (name, amount, unit, step) in enumerate(rows):
        left, right = (max(side - start, 0.0) * scale + LABEL for side in (step.low, step.high))
        told = words.headline(amount, unit, signed=step.kind != "end")
        bars.append(Bar(left, row * ROW, max(right - left, LEAST), step.kind, f"{name}: {told}"))
        labels.append(_label(row * ROW, str(name), told, right))
    kinds = {step.kind for step in found}
    legend = [(kind, words.text(f"step.{kind}")) for kind in ("less", "more") if kind in kinds]
    return Drawing(height=len(found) * ROW, bars=bars, labels=labels, legend=legend)


def _scale(start: float, end: float) -> float:
    """Pixels a unit of the amount."""
    return (WIDTH - LABEL - AMOUNT) / (end - start) if end > start else 0.0


def _label(y: float, name: str, amount: str, x: float) -> Label:
    return Label(y, _shortened(name), name, amount, x + 6)


def _shortened(text: str) -> str:
    if width_of(text) <= LONGEST_LABEL:
        return text
    while width_of(text) >= LONGEST_LABEL:
        text = text[:-1]
    return text.rstrip() + "…"
