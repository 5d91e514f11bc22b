"""What the plan stands on: how sure the inputs are, every default used, what today's operation assumes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from cases.dictionary import Column, Table, dictionary
from cases.text import Language
from reports.exhibit import Chart, Exhibit, Subject
from reports.folder import CaseTable, RunFolder
from reports.view import View

SURE = ("reported", "derived", "assumed")
UNSTATED = "unstated"
BESIDE = ("source", "confidence", "note", "name", "name_zh")


def assumptions(view: View) -> Subject:
    """Confidence by table, defaults with their sources, breaches and completion of today."""
    exhibits = [_confidence(view), _defaults_overview(view), *_completion(view), *_breaches(view)]
    return Subject(key="assumptions", exhibits=tuple(exhibits))


def inputs(view: View) -> Subject:
    """Every input row with its figures, source and confidence."""
    parts = [_rows(view, dictionary()[key], table) for key, table in view.run.case.items()]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return Subject(key="inputs", exhibits=(Exhibit(key="inputs", frame=frame, on_page=False),))


def confidence_counts(run: RunFolder) -> Counter[str]:
    """Rows of all input tables by confidence."""
    return sum((_counts(table) for table in run.case.values()), Counter())


def _counts(table: CaseTable) -> Counter[str]:
    if "confidence" not in table.rows:
        return Counter()
    return Counter(text or UNSTATED for text in table.rows["confidence"])


def _confidence(view: View) -> Exhibit:
    rows = []
    for key, table in view.run.case.items():
        counts = _counts(table)
        told = sum(counts[name] for name in SURE)
        share = 100.0 * counts["assumed"] / told if told else float("nan")
        rows.append((_table_name(key, view.words.language), *(counts[n] for n in (*SURE, UNSTATED)), share))
    frame = pd.DataFrame(rows, columns=["input_table", *SURE, UNSTATED, "assumed_pct"])
    chart = Chart(kind="stacked", label="input_table", values=SURE, most=40)
    return Exhibit(key="confidence", frame=frame, chart=chart)


def defaults(view: View) -> Subject:
    """Every cell that was filled with a default."""
    used = _used(view)
    frame = pd.DataFrame({**_columns_told(view, used), "row_id": used["key"], **_figures_told(used)})
    return Subject(key="defaults", exhibits=(Exhibit(key="defaults", frame=frame, on_page=False),))


def _defaults_overview(view: View) -> Exhibit:
    """Defaults used, one row a column and value, with how many rows took it."""
    used = _used(view)
    by = ["table", "column", "value", "unit", "source"]
    rows = used.groupby(by, sort=False).size().rename("rows").reset_index()
    frame = pd.DataFrame({**_columns_told(view, rows), **_figures_told(rows), "rows": rows["rows"]})
    return Exhibit(key="defaults_overview", frame=frame, parameters={"count": f"{len(used):,}"})


def _used(view: View) -> pd.DataFrame:
    columns = ["table", "key", "column", "value", "unit", "source"]
    used = pd.DataFrame(view.run.run["defaults_used"], columns=columns)
    used["key"] = [key if isinstance(key, str) else " + ".join(key) for key in used["key"]]
    return used


def _columns_told(view: View, used: pd.DataFrame) -> dict[str, object]:
    language, known = view.words.language, dictionary()
    columns = zip(used["table"], used["column"], strict=True)
    return {
        "input_table": [_table_name(key, language) for key in used["table"]],
        "input_column": [_label(known[table].columns.get(key), key, language) for table, key in columns],
    }


def _figures_told(used: pd.DataFrame) -> dict[str, object]:
    return {"value": used["value"], "value_unit": used["unit"], "source": used["source"]}


def _completion(view: View) -> Iterable[Exhibit]:
    """How much of today's operation is stated, follows from custom, or was left free."""
    rows = view.run.current.get("completion")
    if rows is None or rows.empty:
        return
    whole = rows[["stated", "by_rule", "free"]].sum(axis=1)
    shares = {
        f"{name}_pct": 100.0 * rows[name] / whole.where(whole > 0) for name in ("stated", "by_rule", "free")
    }
    subject = [view.words.term("subject", key) for key in rows["subject"]]
    frame = pd.DataFrame({"subject": subject, "unit": rows["unit"], "amount": whole, **shares})
    chart = Chart(kind="stacked", label="subject", values=tuple(shares))
    yield Exhibit(key="completion", frame=frame, chart=chart)


def _breaches(view: View) -> Iterable[Exhibit]:
    """Limits that today's stated figures break, each with its cell in the case."""
    rows = view.run.current.get("breaches")
    if rows is None or rows.empty:
        return
    told = {"limit": rows["limit"], "limit_key": rows["key"], "unit": rows["unit"], "amount": rows["amount"]}
    what = rows["sentence_zh" if view.words.language == "zh" else "sentence"].fillna("")
    frame = pd.DataFrame({"what": what, **told, "cell": rows["cell"]})
    yield Exhibit(key="breaches", frame=frame)


def _rows(view: View, table: Table, written: CaseTable) -> pd.DataFrame:
    language, rows = view.words.language, written.rows
    told = {name: rows.get(name, "") for name in ("source", "confidence", "note")}
    return pd.DataFrame(
        {
            "input_table": _table_name(table.key, language),
            "row_id": _ids(table, rows),
            "row_name": _names(table, rows, language),
            "figures": _figures(table, written, language),
            "confidence": [view.words.term("confidence", text) for text in told["confidence"]],
            "source": told["source"],
            "note": told["note"],
        },
        index=rows.index,
    )


def _ids(table: Table, rows: pd.DataFrame) -> list[str]:
    keys = ["item"] if table.layout == "items" else [key for key in table.key_columns if key in rows]
    return [" + ".join(parts) for parts in rows[keys].itertuples(index=False)]


def _names(table: Table, rows: pd.DataFrame, language: Language) -> list[str] | str:
    if table.layout == "items":
        return [_label(table.columns.get(item), item, language) for item in rows["item"]]
    wanted = ["name_zh", "name"] if language == "zh" else ["name"]
    columns = [rows[name] for name in wanted if name in rows]
    return [next(filter(None, texts), "") for texts in zip(*columns, strict=True)] if columns else ""


def _figures(table: Table, written: CaseTable, language: Language) -> list[str]:
    """All other cells of a row in words: `Arising 175.4 kt/a; Price 30 CNY/t`."""
    rows = written.rows
    if table.layout == "items":
        return [_figure("", *pair) for pair in zip(rows["value"], rows["unit"], strict=True)]
    shown = [name for name in map(str, rows) if name not in table.key_columns and name not in BESIDE]
    labels = {name: _label(table.columns.get(name), name, language) for name in shown}
    units: Mapping[str, str] = written.units
    return [
        "; ".join(_figure(labels[n], v, units.get(n, "-")) for n, v in zip(shown, row, strict=True) if v)
        for row in rows[shown].itertuples(index=False)
    ]


def _figure(label: str, value: str, unit: str) -> str:
    return " ".join(filter(None, (label, value, "" if unit == "-" or not value else unit)))


def _table_name(key: str, language: Language) -> str:
    table = dictionary()[key]
    return table.zh if language == "zh" else table.en


def _label(column: Column | None, key: str, language: Language) -> str:
    if column is None:
        return key
    return column.zh if language == "zh" else column.en
