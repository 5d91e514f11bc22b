"""The command ``compare``: what differs between run folders, told in a dozen lines and written as tables."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import typer

from cases.text import sentence, show
from optimizer.archive import FolderError, write_table
from reports.folder import RunFolderError, read_run
from reports.runs import compare_runs

MARK = "runs.csv"
"""The table that tells a folder of ours from someone else's."""
_TOLD = (
    "cost_system", "cost_cement_sector", "co2_t", "clinker_t", "cement_t", "waste_used_t", "rail_share",
)  # fmt: skip


def tell(folders: Sequence[Path], out: Path | None) -> None:
    """Read the runs, print what differs in short and, with ``out``, write every table there."""
    if len(folders) < 2:
        raise RunFolderError("compare.two", count=len(folders))
    if out is not None:
        _check(out)
    tables = compare_runs([read_run(folder) for folder in folders])
    for line in lines(tables):
        typer.echo(line)
    if out is not None:
        write(out, tables)
        typer.echo(sentence("compare.written", {"count": len(tables), "folder": out}))


def lines(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """The differences in a dozen lines."""
    runs = [sentence("compare.run", row) for row in _records(tables["runs"].rename(columns={"run": "label"}))]
    kinds = tables["inputs"]["kind"].value_counts()
    counts = {f"{kind}s": int(kinds.get(kind, 0)) for kind in ("cell", "row", "table")}
    inputs = sentence("compare.inputs", {**counts, "options": len(tables["options"])})
    decided = {
        "flows": _ids(tables["decisions_flows"], ["period", "path", "item", "grade", "origin"]),
        "kilns": _ids(tables["decisions_kiln_running"], ["kiln"]),
        "feeds": _ids(tables["decisions_kiln_feed"], ["period", "kiln", "use", "grade"]),
        "mills": _ids(tables["decisions_mill_use"], ["period", "plant", "product", "grade"]),
    }
    totals = tables["results_totals"]
    plan = totals[totals["state"] == "plan"].set_index("measure")
    names = list(tables["runs"]["run"])
    results = [
        f"  {sentence(f'cli.total.{key}', {}):<22} " + " ".join(f"{show(plan.at[key, n]):>20}" for n in names)
        for key in _TOLD
        if key in plan.index
    ]
    return [*runs, inputs, sentence("compare.decisions", decided), sentence("compare.results", {}), *results]


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _ids(table: pd.DataFrame, ids: list[str]) -> int:
    return len(table[ids].drop_duplicates())


def write(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """One csv a table; those of an earlier comparison go first."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.csv"):
        if file.name == MARK or file.name.split("_")[0].removesuffix(".csv") in _KINDS:
            file.unlink()
    for name, table in tables.items():
        write_table(folder / f"{name}.csv", table)


_KINDS = ("options", "inputs", "decisions", "results")


def _check(folder: Path) -> None:
    """Refuse a folder that holds something else, or cannot be written."""
    if folder.exists() and not folder.is_dir():
        raise FolderError("cli.folder.file", folder=folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise FolderError("cli.folder.foreign", folder=folder)
    parent = folder.resolve()
    while not parent.exists():
        parent = parent.parent
    if not os.access(parent, os.W_OK):
        raise FolderError("cli.folder.locked", folder=folder)
