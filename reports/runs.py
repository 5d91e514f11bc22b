"""What differs between runs in inputs, decisions and results, as tidy tables; the first is the reference.

Ids come first, then one column a run. Only rows that differ are told, but all totals. Runs may be of
different cases: what a run does not have is told as missing (inputs) or left blank (numbers).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from cases.dictionary import ITEM_COLUMNS, Table, dictionary
from reports.folder import CaseTable, RunFolder

RELATIVE, ABSOLUTE = 1e-6, 1e-6
"""Numbers closer than this, relative or in their unit, count as equal: solvers agree no better."""
DECISIONS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "flows": (
        ("period", "kind", "origin", "use", "destination_site", "destination", "item", "grade", "path"),
        ("wet_t", "dry_t"),
    ),
    "kiln_running": (("period", "kiln"), ("lines_running", "line_days", "clinker_t")),
    "kiln_feed": (("period", "kiln", "use", "material", "grade"), ("dry_t", "wet_t", "gj")),
    "mill_use": (("period", "plant", "product", "kind", "grade"), ("dry_t",)),
    "cement": (("period", "plant", "product"), ("cement_t",)),
}
"""Decision tables that are compared: ids and numbers."""
_VALUES = ("current", "plan", "amount")
_NUMBERS = {*_VALUES, "change", "required"}
PRESENT, MISSING = "present", "missing"


def compare_runs(runs: Sequence[RunFolder]) -> dict[str, pd.DataFrame]:
    """Tables by name: runs, options, inputs, decisions_*, results_totals and results_* of the comparison."""
    named = dict(zip(labels(runs), runs, strict=True))
    tables = {"runs": _overview(named), "options": _options(named), "inputs": _inputs(named)}
    for name, (ids, measures) in DECISIONS.items():
        found = {label: run.tables[name] for label, run in named.items() if name in run.tables}
        tables[f"decisions_{name}"] = _numbers(found, ids, measures, runs=list(named))
    tables["results_totals"] = _totals(named)
    known = {name for run in runs for name in run.comparison} - {"totals"}
    for name in sorted(known):
        tables[f"results_{name}"] = _results(named, name)
    return tables


def labels(runs: Sequence[RunFolder]) -> list[str]:
    """A column name for each run: its folder's, with a number where two are alike."""
    names = [run.path.resolve().name for run in runs]
    if len(set(names)) == len(names):
        return [f"run_{name}" for name in names]
    return [f"run_{number}_{name}" for number, name in enumerate(names, start=1)]


def _overview(runs: Mapping[str, RunFolder]) -> pd.DataFrame:
    """One row a run: where it lies, its case and how it ended."""
    rows = [
        {
            "run": label,
            "folder": str(run.path),
            "case": run.run["case"]["id"],
            "fingerprint": run.run["case"]["fingerprint"],
            **{name: run.plan.get(name) for name in ("aim", "money", "status", "objective", "bound", "gap")},
        }
        for label, run in runs.items()
    ]
    return pd.DataFrame(rows)


def _options(runs: Mapping[str, RunFolder]) -> pd.DataFrame:
    """Option and its value in each run, as JSON."""
    asked = {label: run.run.get("options", {}) for label, run in runs.items()}
    names = list(dict.fromkeys(name for options in asked.values() for name in options))
    rows = [(name, *(_json(asked[label].get(name)) for label in runs)) for name in names]
    frame = pd.DataFrame(rows, columns=["option", *runs])
    return _differing_text(frame, list(runs))


def _json(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _inputs(runs: Mapping[str, RunFolder]) -> pd.DataFrame:
    """table, key, column, unit, kind (cell, row, table) and the value in each run.

    A table or row that some runs lack is one line that says present or missing.
    """
    parts = [part for table in dictionary().values() for part in _table_parts(table, runs)]
    empty = pd.DataFrame(columns=["table", "key", "column", "unit", "kind", *runs])
    return pd.concat([empty, *parts], ignore_index=True)


def _table_parts(table: Table, runs: Mapping[str, RunFolder]) -> Iterator[pd.DataFrame]:
    found = {label: run.case.get(table.key) for label, run in runs.items()}
    have = {label: rows for label, rows in found.items() if rows is not None}
    if not have:
        return
    if len(have) < len(runs):
        yield _presence(table.key, [("", {label: label in have for label in runs})], "table")
        return
    keys = {label: _keys(table, rows) for label, rows in have.items()}
    shared = set.intersection(*map(set, keys.values()))
    apart = dict.fromkeys(key for found in keys.values() for key in found if key not in shared)
    absent = [(key, {label: key in keys[label] for label in runs}) for key in apart]
    yield _presence(table.key, absent, "row")
    cells = pd.DataFrame({label: _cells(table, rows) for label, rows in have.items()})
    cells = cells[cells.index.get_level_values("key").isin(shared)].fillna("").reset_index()
    cells = cells.assign(table=table.key, kind="cell", unit=_units(table, cells, have))
    yield _differing_text(cells, list(runs))


def _units(table: Table, cells: pd.DataFrame, have: Mapping[str, CaseTable]) -> pd.Series:
    """Unit of each cell: that of its column, or of its item where a table has one item a row."""
    if table.layout == "rows":
        units = {name: unit for rows in have.values() for name, unit in rows.units.items()}
        return cells["column"].map(units).fillna("")
    items = {name: column.unit for name, column in table.columns.items() if column.measured}
    return cells["key"].map(items).where(cells["column"].isin(("value", "low", "high")), "").fillna("")


def _presence(table: str, rows: Sequence[tuple[str, Mapping[str, bool]]], kind: str) -> pd.DataFrame:
    told = [
        {
            "table": table, "key": key, "column": "", "unit": "", "kind": kind,
            **{label: PRESENT if there else MISSING for label, there in found.items()},
        }
        for key, found in rows
    ]  # fmt: skip
    return pd.DataFrame(told)


def _keys(table: Table, rows: CaseTable) -> list[str]:
    return ["+".join(key) for key in rows.rows[_key_columns(table)].itertuples(index=False, name=None)]


def _key_columns(table: Table) -> list[str]:
    return [ITEM_COLUMNS[0]] if table.layout == "items" else list(table.key_columns)


def _cells(table: Table, rows: CaseTable) -> pd.Series:
    """Every cell outside the key, by (key, column)."""
    values = rows.rows.drop(columns=_key_columns(table))
    values.index = pd.Index(_keys(table, rows), name="key")
    stacked = values.melt(ignore_index=False, var_name="column", value_name="_cell")
    return stacked.set_index("column", append=True)["_cell"]


def _differing_text(frame: pd.DataFrame, runs: list[str]) -> pd.DataFrame:
    return frame[frame[runs].nunique(axis=1, dropna=False) > 1].reset_index(drop=True)


def _numbers(
    frames: Mapping[str, pd.DataFrame],
    ids: Sequence[str],
    numbers: Sequence[str],
    *,
    runs: list[str],
    stacked: str = "measure",
) -> pd.DataFrame:
    """ids, which number (column ``stacked``) and it in each run, where they differ; blank: no such row."""
    long = {label: _long(frame, ids, numbers, stacked) for label, frame in frames.items()}
    wide = pd.DataFrame(long).reindex(columns=runs)
    return _differing(wide).reset_index()[[*ids, stacked, *runs]]


def _long(frame: pd.DataFrame, ids: Sequence[str], numbers: Sequence[str], stacked: str) -> pd.Series:
    summed = frame.groupby(list(ids), dropna=False)[list(numbers)].sum(min_count=1)
    long = summed.melt(ignore_index=False, var_name=stacked, value_name="value")
    return long.set_index(stacked, append=True)["value"]


def _differing(wide: pd.DataFrame) -> pd.DataFrame:
    filled = wide.astype(float).fillna(0.0)
    spread = filled.max(axis=1) - filled.min(axis=1)
    return wide[spread > (RELATIVE * filled.abs().max(axis=1)).clip(lower=ABSOLUTE)]


def _totals(runs: Mapping[str, RunFolder]) -> pd.DataFrame:
    """State (plan, current), measure and the total in each run; parts of a total are told as total.part."""
    told = {
        label: {
            (state, name): value
            for state, totals in run.plan.get("totals", {}).items()
            for name, value in _flat(totals or {})
        }
        for label, run in runs.items()
    }
    keys = list(dict.fromkeys(key for totals in told.values() for key in totals))
    rows = [(*key, *(totals.get(key) for totals in told.values())) for key in keys]
    return pd.DataFrame(rows, columns=["state", "measure", *runs])


def _flat(totals: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    for name, value in totals.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, int | float):
            yield f"{prefix}{name}", float(value)


def _results(runs: Mapping[str, RunFolder], name: str) -> pd.DataFrame:
    """A comparison table: its ids, the state (current, plan) and the number in each run where they differ."""
    found = {label: run.comparison[name] for label, run in runs.items() if name in run.comparison}
    columns = next(iter(found.values())).columns
    ids = [column for column in columns if column not in _NUMBERS]
    numbers = [column for column in columns if column in _VALUES]
    return _numbers(found, ids, numbers, runs=list(runs), stacked="state")
