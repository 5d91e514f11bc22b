"""What one more of every limit would be worth, whole numbers as planned."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.view import View

OF_A_KIND = 3
"""Figures of one column of the case that the first table shows; the sheet of all has the rest."""


def worth(view: View) -> Subject:
    """The limits that would save most, a few of each kind, each in a sentence."""
    rows = view.tables.get("marginals", pd.DataFrame())
    if rows.empty:
        return Subject(key="marginals", exhibits=())
    rows = rows[rows.groupby(["table", "column"]).cumcount() < OF_A_KIND]
    return Subject(key="marginals", exhibits=(Exhibit(key="marginals", frame=_told(view, rows)),))


def worth_all(view: View) -> Subject:
    """Every limit that holds the plan, with its range and its cell."""
    rows = view.tables.get("marginals", pd.DataFrame())
    if rows.empty:
        return Subject(key="marginals_all", exhibits=())
    frame = pd.DataFrame(
        {
            **_told(view, rows),
            "row_id": rows["key"],
            "now": rows["now"],
            "value_unit": rows["unit"],
            "holds_from": rows["low"],
            "holds_to": rows["high"].where(rows["high"] < float("inf")),
            "one_more": rows["one_more"].where(rows["one_more"].abs() < float("inf")),
            "one_less": rows["one_less"].where(rows["one_less"].abs() < float("inf")),
            "worth_method": [view.words.term("worth_method", method) for method in rows["method"]],
        }
    )
    return Subject(key="marginals_all", exhibits=(Exhibit(key="marginals_all", frame=frame, on_page=False),))


def _told(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    sentences = rows["sentence_zh" if view.words.language == "zh" else "sentence"]
    return pd.DataFrame(
        {
            "limit_worth": sentences.to_numpy(),
            "worth_value": rows["value"].to_numpy(float),
            "worth_per": rows["per"].to_numpy(),
            "better": [view.words.term("better", word) for word in rows["better"]],
            "cell": rows["cell"].to_numpy(),
            "confidence": [
                view.words.term("confidence", str(word)) for word in rows["confidence"].fillna("")
            ],
        },
        index=rows.index,
    ).reset_index(drop=True)
