"""A trace in lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from cases.dictionary import dictionary
from cases.text import Language, sentence
from models.origins.totals import TABLES
from models.origins.trace import CaseRow, Traced

_SURE = {
    "reported": "trace.reported", "derived": "trace.derived", "assumed": "trace.assumed_row",
    "unstated": "trace.unstated",
}  # fmt: skip


def lines(traced: Traced, language: Language, shown: int) -> Iterator[str]:
    """The figure, how it is made, the rows of the case with what they say of themselves, the relations."""
    value = (
        f"{traced.value:,.6g}"
        if isinstance(traced.value, float) and abs(traced.value) < 1000
        else (f"{traced.value:,.0f}" if isinstance(traced.value, float) else traced.value)
    )
    yield f"{traced.figure} = {value} {traced.unit}".rstrip()
    yield traced.relation[language]
    if traced.assumed_share is not None:
        yield sentence("trace.assumed", {"share": f"{100 * traced.assumed_share:.0f}"}, language)
    for row in traced.rows[:shown]:
        yield _row(row, traced, language)
    if len(traced.rows) > shown:
        rest = sum(row.amount or 0.0 for row in traced.rows[shown:])
        amount = f"{rest:,.0f} {traced.unit}".rstrip() if rest else ""
        yield "  " + sentence("trace.more", {"count": len(traced.rows) - shown, "amount": amount}, language)
    if traced.symbols:
        yield sentence("trace.relations", {}, language)
    for symbol in traced.symbols:
        yield f"  {symbol.symbol}: {symbol.equation} [{symbol.unit}] ({symbol.source})"


def _row(row: CaseRow, traced: Traced, language: Language) -> str:
    """Part of the figure, cell and content, confidence and source."""
    amount = "" if row.amount is None else f"{row.amount:>16,.0f} {traced.unit}".rstrip() + "  "
    if not row.table:
        return f"  {amount}{sentence('trace.rest', {}, language)}"
    known = dictionary()[row.table]
    key = row.key if isinstance(row.key, str) else "+".join(row.key)
    column = known.columns.get(key if row.table in TABLES else row.column)
    label = "" if column is None else (column.zh if language == "zh" else column.en)
    what = " ".join(
        filter(None, (f"{known.zh if language == 'zh' else known.en} {key}", label, row.value, row.unit))
    )
    sure = sentence(_SURE[row.confidence], {}, language)
    told = "; ".join(filter(None, (sure, row.source, row.note)))
    place = f" [{row.cell}]" if row.cell else ""
    return f"  {amount}{what} ({told}){place}"
