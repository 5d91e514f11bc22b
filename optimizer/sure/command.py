"""The command `kilnflow sure`: how often each kiln of a plan is on specification while its feed varies.

Only light things are imported here, as in `optimizer.cli`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

    from cases.text import Language
    from optimizer.sure.specification import Checked

EPILOG = (
    "\b\nExamples:\n"
    "  kilnflow sure plan\n"
    "  kilnflow sure plan --draws 50000 --times 1.5\n"
    "\b\nExit codes: 0 the plan was checked, 2 the folder is no run, 1 anything else."
)
FOLDER = "sure"
TOLD = 10
"""Ratios that are told; the tables hold all of them."""


def sure(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that kilnflow run wrote.")],
    draws: Annotated[int, typer.Option(min=100, max=1_000_000, help="Draws of all figures.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed: the same draws the same figures.")] = 0,
    times: Annotated[
        float, typer.Option(min=0.0, max=10.0, help="Every deviation so many times as large.")
    ] = 1.0,
    year: Annotated[
        int | None, typer.Option(help="Year to check of a run of several; the last unless said.")
    ] = None,
    language: Annotated[str, typer.Option(metavar="en|zh", help="Language of what is told.")] = "en",
) -> None:
    """Tell how often each kiln keeps its limits while composition, moisture and heat values vary."""
    from cases.text import LANGUAGES
    from optimizer import telling
    from optimizer.archive import write_table
    from optimizer.options import one_of
    from optimizer.sure.specification import check
    from reports.view import open_view

    tongue = one_of("--language", language, LANGUAGES) or LANGUAGES[0]
    view = open_view(folder, tongue, year)
    checked = check(view.case, view.tables, draws=draws, seed=seed, times=times)
    _tell(checked, draws, tongue)
    where = folder / FOLDER
    where.mkdir(exist_ok=True)
    for name, table in (("metrics", checked.metrics), ("kilns", checked.kilns)):
        write_table(where / f"{name}.csv", table)
    telling.told("sure.written", tongue, folder=str(where))


def _tell(checked: Checked, draws: int, language: Language) -> None:
    from optimizer import telling

    kilns = checked.kilns["on_specification_beyond_dosing"].dropna()
    if kilns.empty:
        telling.told("sure.nothing", language)
        return
    telling.told(
        "sure.kilns", language, count=len(kilns), draws=draws, mean=_percent(kilns.mean()),
        least=_percent(kilns.min()), often=int((kilns >= 0.95).sum()),
    )  # fmt: skip
    for row in weakest(checked.metrics).to_dict("records"):
        telling.told(
            "sure.metric", language, kiln=row["kiln"], period=row["period"], metric=row["metric"],
            share=_percent(row["on_specification"]), planned=float(row["planned"]),
            low=float(row["p05"]), high=float(row["p95"]), material=row["material"],
            part=_percent(min(1.0, row["material_share"])),
        )  # fmt: skip
    telling.told("sure.dosing", language)


def weakest(metrics: pd.DataFrame) -> pd.DataFrame:
    """Ratios that dosing cannot correct and that are not always kept, the worst first."""
    held = metrics[(metrics["dosing"] == 0) & (metrics["on_specification"] < 1.0)]
    return held.sort_values(["on_specification", "kiln", "metric"], kind="stable").head(TOLD)


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f} %"
