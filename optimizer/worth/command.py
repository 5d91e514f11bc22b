"""The commands `kilnflow whynot` and `kilnflow trace`.

Only light things are imported here, as in `optimizer.cli`.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cases import Case
    from cases.text import Language
    from optimizer.options import RunOptions

WHYNOT_EPILOG = (
    "\b\nExamples:\n"
    "  kilnflow whynot plan --source BA050 --kiln XJ06_3000\n"
    "  kilnflow whynot plan --kiln XJ01_2500\n"
    "  kilnflow whynot xinjiang --path 'ash_site>kiln_site:powder:rail' --amount 20000 --quick\n"
    "\b\nWhat the plan uses is taken away instead, to tell what it is worth.\n"
    "\b\nExit codes: 0 answered, 2 the case or the question has errors, 4 there is no plan, 1 anything else."
)
TRACE_EPILOG = (
    "\b\nExamples:\n"
    "  kilnflow trace plan totals.cost\n"
    "  kilnflow trace plan totals.cost_by_category.freight\n"
    "  kilnflow trace plan kiln_running:XJ48_5000:clinker_t\n"
    "  kilnflow trace plan money:freight+clinker:amount_cny --language zh\n"
    "\b\nA key is one or more ids of a row joined by +; * is all rows.\n"
    "\b\nExit codes: 0 traced, 2 the folder is no run or has no such figure, 1 anything else."
)
CASE_ERRORS = 2
SHOWN = 20
"""Rows of the case that are told before the rest is only counted."""


def whynot(
    case: Annotated[
        str, typer.Argument(metavar="DIR|CASE", help="Folder of a run, or a case to be solved as it states.")
    ],
    source: Annotated[str | None, typer.Option(help="Source to use; with --kiln at that kiln.")] = None,
    kiln: Annotated[str | None, typer.Option(help="Kiln to run, or where the source goes.")] = None,
    path: Annotated[str | None, typer.Option(help="Way to use, as the column path of the tables.")] = None,
    project: Annotated[str | None, typer.Option(help="Project to build.")] = None,
    service: Annotated[str | None, typer.Option(help="Rail service to run.")] = None,
    rule: Annotated[str | None, typer.Option(help="Rule to earn.")] = None,
    amount: Annotated[
        float, typer.Option(help="Tonnes of the source or on the way to use, in a period.")
    ] = 1000.0,
    gap: Annotated[
        float | None, typer.Option(help="Proven relative gap; that of the run unless given.")
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Keep all choices of the plan but those of the kilns at the place."),
    ] = False,
    language: Annotated[str, typer.Option(metavar="en|zh", help="Language of what is told.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="The answer as JSON on standard output.")] = False,
) -> None:
    """Tell what using something would cost more than the plan, and what would make it enter."""
    from dataclasses import asdict, replace

    from cases.text import LANGUAGES
    from optimizer import telling
    from optimizer.archive import as_json
    from optimizer.interrupt import first_stops
    from optimizer.options import one_of
    from optimizer.worth.question import Question
    from optimizer.worth.whynot import why_not
    from optimizer.worth.whynot_told import lines

    tongue = one_of("--language", language, LANGUAGES) or LANGUAGES[0]
    asked = Question(
        source=source, kiln=kiln, path=path, project=project, service=service, rule=rule, amount=amount
    )
    known, options = _case_and_options(case, tongue)
    if gap is not None:
        options = replace(options, gap=gap)
    stop = threading.Event()
    with first_stops(stop, telling.stopping):
        answer = why_not(known, asked, options, quick=quick, stop=stop)
    if json:
        typer.echo(as_json({**asdict(answer), "extra": answer.extra}))
        return
    for line in lines(known, answer, tongue):
        typer.echo(line)


def trace(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that kilnflow run wrote.")],
    figure: Annotated[
        str, typer.Argument(metavar="FIGURE", help="A total (totals.cost) or table:key:column of the plan.")
    ],
    year: Annotated[int | None, typer.Option(help="Year of a run of several; the last unless said.")] = None,
    language: Annotated[str, typer.Option(metavar="en|zh", help="Language of what is told.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="The trace as JSON on standard output.")] = False,
) -> None:
    """Tell which rows of the case made a figure, how sure they are, and by which relation."""
    from dataclasses import asdict

    from cases.text import LANGUAGES
    from models.origins.trace import trace as traced
    from optimizer.archive import as_json
    from optimizer.options import one_of
    from optimizer.worth.trace_told import lines
    from reports.folder import read_run

    tongue = one_of("--language", language, LANGUAGES) or LANGUAGES[0]
    run = read_run(folder).of_year(year)
    found = traced(_loaded(str(folder / "case"), tongue), run.tables, run.plan, figure)
    if json:
        typer.echo(as_json(asdict(found)))
        return
    for line in lines(found, tongue, SHOWN):
        typer.echo(line)


def _case_and_options(name: str, language: Language) -> tuple[Case, RunOptions]:
    """A run's case with its options, or a case with its own."""
    from optimizer.options import RunOptions
    from reports.folder import is_run

    if not is_run(Path(name)):
        return _loaded(name, language), RunOptions()
    return _loaded(str(Path(name) / "case"), language), _options_of(Path(name))


def _loaded(name: str, language: Language) -> Case:
    import cases
    from optimizer import telling

    loaded = cases.load_case(name)
    if loaded.case is None or loaded.findings.errors:
        telling.case_refused(loaded.findings, language)
        raise typer.Exit(CASE_ERRORS)
    return loaded.case


def _options_of(folder: Path) -> RunOptions:
    """What a run was asked; its scenarios and changes are in its snapshot already."""
    import json

    from optimizer.options import RunOptions
    from optimizer.worth.question import QuestionError

    written: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))["options"]
    if written.get("bounds") or written.get("goal"):
        raise QuestionError("whynot.bounds", folder=folder)
    names = ("aim", "money", "gap", "time_limit", "threads", "seed")
    asked: dict[str, Any] = {name: written[name] for name in names if written.get(name) is not None}
    for name, aim in (("carbon_price", "priced"), ("co2_cap", "cap")):
        if written.get("aim") == aim:
            asked[name] = written.get(name)
    return RunOptions(**asked)
