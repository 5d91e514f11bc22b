"""The command `kilnflow`.

Only light things are imported here: the start-up check must speak before a foreign `models` breaks anything.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from optimizer.startup import foreign_package
from optimizer.study import command as study
from optimizer.sure import command as sure
from optimizer.why import command as why
from optimizer.worth import command as worth

if TYPE_CHECKING:
    from cases import Case, Change, Findings
    from cases.text import Language
    from optimizer.options import RunOptions
    from optimizer.run import RunOutcome

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Which industrial waste goes to which cement kiln: an optimised, audited plan.",
)

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="Library case, workbook (.xlsx) or folder of .csv files.")
]

LanguageOption = Annotated[str, typer.Option(metavar="en|zh", help="Language of what is written.")]

EXAMPLE = "hand"
FRONT = "front"
LOG = "kilnflow-error.log"
UNEXPECTED = 1
CASE_ERRORS = 2
NO_PLAN = 4


@app.command(
    epilog="\b\nExamples:\n"
    "  kilnflow run xinjiang --out plan\n"
    "  kilnflow run xinjiang --aim priced --carbon-price 80 --out priced\n"
    "  kilnflow run xinjiang --aim front --points 20 --out front\n"
    "  kilnflow run my-case.xlsx --set factors.grid_co2.value=0.6 --gap 0.01 --out greener\n"
    "\b\nExit codes: 0 a plan was written, 2 the case has errors, 3 infeasible (and why), 4 stopped\n"
    "with no plan, 5 the plan failed its audit, 1 anything else."
)
def run(
    case: CaseArgument,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the plan; an earlier run there is replaced.")
    ] = None,
    aim: Annotated[
        str | None,
        typer.Option(metavar="cost|co2|priced|cap|front", help="What is minimised; front: cost against CO2."),
    ] = None,
    points: Annotated[int | None, typer.Option(help="Points of the aim front; 20 unless given.")] = None,
    money: Annotated[str | None, typer.Option(metavar="system|cement", help="Whose cost counts.")] = None,
    carbon_price: Annotated[
        float | None, typer.Option(help="Shadow price per tonne of CO2, aim priced.")
    ] = None,
    co2_cap: Annotated[float | None, typer.Option(help="Largest CO2 in kt a year, aim cap.")] = None,
    gap: Annotated[float, typer.Option(help="Proven relative gap to stop at.")] = 0.005,
    time_limit: Annotated[
        float | None, typer.Option(help="Seconds of solving after which the best plan so far is taken.")
    ] = None,
    threads: Annotated[int | None, typer.Option(help="Threads of the solver.")] = None,
    seed: Annotated[int, typer.Option(help="Random seed of the solver.")] = 0,
    current: Annotated[
        str | None,
        typer.Option(metavar="customary|least_cost|none", help="How today is completed where not stated."),
    ] = None,
    scenario: Annotated[list[str] | None, typer.Option(help="Scenario of the case; may be repeated.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TABLE.ROW.COLUMN=VALUE", help="Change one cell; may be repeated."),
    ] = None,
    target_costs: Annotated[
        bool, typer.Option("--target-costs", help="Solve again without each hard target: what it costs.")
    ] = False,
    marginals: Annotated[
        bool, typer.Option("--marginals/--no-marginals", help="Whether to tell what limits are worth.")
    ] = True,
    year: Annotated[
        int | None, typer.Option(help="Year that workbook and page show of several; the last unless said.")
    ] = None,
    language: LanguageOption = "en",
    json: Annotated[bool, typer.Option("--json", help="Write plan.json to standard output.")] = False,
) -> None:
    """Find the best plan for a case, audit it and write it as tables."""
    from optimizer.options import AIMS, CURRENTS, MONEYS, RunOptions, one_of

    wants_front = _wants_front(aim, points, {"--carbon-price": carbon_price, "--co2-cap": co2_cap})
    options = RunOptions(
        aim=None if wants_front else one_of("--aim", aim, AIMS),
        money=one_of("--money", money, MONEYS),
        carbon_price=carbon_price,
        co2_cap=co2_cap,
        gap=gap,
        time_limit=time_limit,
        threads=threads,
        seed=seed,
        current=one_of("--current", current, CURRENTS),
        target_costs=target_costs,
        marginals=marginals,
        year=year,
        language=_language(language),
        scenarios=tuple(scenario or ()),
        changes=_changes(set_ or ()),
    )
    if wants_front:
        study.front(case, options, points, out)
    _finish(case, _run(case, options, out), options, out, json=json)


@app.command(
    epilog="\b\nExamples:\n"
    "  kilnflow check my-case.xlsx\n"
    "  kilnflow check my-case.xlsx --annotate checked.xlsx --language zh\n"
    "  kilnflow check my-case --json"
)
def check(
    case: CaseArgument,
    annotate: Annotated[
        Path | None,
        typer.Option(metavar="COPY.xlsx", help="Also write a copy of the case with every finding marked."),
    ] = None,
    language: LanguageOption = "en",
    json: Annotated[bool, typer.Option("--json", help="Findings as JSON on standard output.")] = False,
) -> None:
    """Tell everything that is wrong with a case, each with its sheet and cell."""
    import cases
    from optimizer import telling

    tongue = _language(language)
    if annotate is not None:
        from cases.annotate import check_copy

        check_copy(case, annotate)
    loaded = cases.load_case(case)
    findings = loaded.findings
    if loaded.case is not None:
        from models.objective import Aim
        from optimizer.stages import transport

        findings.extend(transport(loaded.case, Aim.of_case(loaded.case)).findings)
    telling.check(findings, case=case, json=json, language=tongue)
    if annotate is not None:
        _annotate(case, findings, annotate, language=tongue, json=json)
    raise typer.Exit(CASE_ERRORS if findings.errors else 0)


@app.command(
    epilog="\b\nExamples:\n  kilnflow report plan\n  kilnflow report plan --year 2030 --language zh\n"
    "\b\nExit codes: 0 both documents were written, 2 the folder is no run, 1 anything else."
)
def report(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Folder that kilnflow run or kilnflow study wrote."),
    ],
    year: Annotated[
        int | None, typer.Option(help="Year to show of a run of several; the last unless said.")
    ] = None,
    language: LanguageOption = "en",
) -> None:
    """Write plan.xlsx and report.html of a run anew, or study.xlsx of a study, without solving."""
    from optimizer import telling
    from reports import write_reports
    from reports.study_workbook import is_study, write_study_workbook

    tongue = _language(language)
    if is_study(folder):
        files: tuple[Path, ...] = (write_study_workbook(folder, tongue),)
    else:
        files = write_reports(folder, tongue, year)
    telling.told("cli.files_written", tongue, files=[str(file) for file in files])


@app.command(
    epilog="\b\nExamples:\n"
    "  kilnflow template my-case.xlsx\n"
    "  kilnflow template my-case.xlsx --from xinjiang --language zh"
)
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Workbook to write; it must be new.")],
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="CASE", help="Fill it with this case, not with an example."),
    ] = None,
    language: LanguageOption = "en",
) -> None:
    """Write a workbook to fill in: every table with units, notes and lists to choose from."""
    from cases.convert import check_target, save_workbook
    from optimizer import telling

    tongue = _language(language)
    check_target(file, suffix=True)
    case = _case(from_ or EXAMPLE, tongue)
    save_workbook(case, file, language=tongue, examples=from_ is None)
    telling.told("cli.template.written", tongue, path=file)


@app.command(
    epilog="\b\nExamples:\n  kilnflow convert my-case.xlsx my-case\n  kilnflow convert xinjiang xinjiang.xlsx"
)
def convert(
    case: CaseArgument,
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="New .xlsx workbook, or new folder of .csv files.")
    ],
    language: LanguageOption = "en",
) -> None:
    """Turn a case into a workbook or into a folder of csv files, with nothing lost."""
    from cases.convert import SUFFIX, check_target
    from cases.convert import convert as write
    from optimizer import telling

    tongue = _language(language)
    check_target(target, suffix=target.suffix.lower() == SUFFIX)
    write(_case(case, tongue), target, language=tongue)
    telling.told("cli.converted", tongue, case=case, path=target)


@app.command(name="cases")
def list_cases() -> None:
    """List the cases that come with the program."""
    from optimizer import telling

    telling.library()


@app.command(
    epilog="\b\nExamples:\n"
    "  kilnflow compare plan greener\n"
    "  kilnflow compare plan greener no-rail --out differences\n"
)
def compare(
    runs: Annotated[
        list[Path], typer.Argument(metavar="DIR DIR...", help="Run folders; the first is the reference.")
    ],
    out: Annotated[Path | None, typer.Option(help="Folder for the differences as .csv tables.")] = None,
) -> None:
    """Tell what differs between runs in inputs, decisions and results."""
    from optimizer import differences

    differences.tell(runs, out)


app.command(epilog=study.EPILOG)(study.study)
app.command(epilog=worth.WHYNOT_EPILOG)(worth.whynot)
app.command(epilog=worth.TRACE_EPILOG)(worth.trace)
app.command(epilog=why.EPILOG)(why.explain)
app.command(epilog=sure.EPILOG)(sure.sure)


def _wants_front(aim: str | None, points: int | None, others: dict[str, float | None]) -> bool:
    """Whether the aim is a front, which sets prices and caps itself."""
    from optimizer.options import OptionError

    if aim != FRONT:
        if points is not None:
            raise OptionError("cli.option.front_points")
        return False
    for name, value in others.items():
        if value is not None:
            raise OptionError("cli.option.front_alone", option=name)
    return True


def _language(text: str) -> Language:
    from cases.text import LANGUAGES
    from optimizer.options import one_of

    return one_of("--language", text, LANGUAGES) or LANGUAGES[0]


def _case(name: str, language: Language) -> Case:
    """A case without errors, or the end of the command with all of them told."""
    import cases
    from optimizer import telling

    loaded = cases.load_case(name)
    if loaded.case is None:
        telling.case_refused(loaded.findings, language)
        raise typer.Exit(CASE_ERRORS)
    return loaded.case


def _annotate(case: str, findings: Findings, copy: Path, *, language: Language, json: bool) -> None:
    from cases.annotate import annotate
    from optimizer import telling

    annotate(case, findings, copy, language=language)
    if not json:
        telling.told("cli.annotated", language, path=copy)


def _changes(texts: Sequence[str]) -> tuple[Change, ...]:
    from cases import Findings, change_from_text
    from optimizer import telling

    findings = Findings()
    found = [change_from_text(text, findings) for text in texts]
    if findings.errors:
        telling.findings(findings)
        raise typer.Exit(CASE_ERRORS)
    return tuple(change for change in found if change is not None)


def _run(case: str, options: RunOptions, out: Path | None) -> RunOutcome:
    from optimizer import telling
    from optimizer.interrupt import first_stops
    from optimizer.progress import reporter
    from optimizer.run import run_case

    stop = threading.Event()
    show = reporter(gap=options.gap)
    try:
        with first_stops(stop, telling.stopping):
            return run_case(case, options=options, out=out, reporter=show, stop=stop)
    except KeyboardInterrupt:
        _abort()
    finally:
        show.close()


def _finish(case: str, outcome: RunOutcome, options: RunOptions, out: Path | None, *, json: bool) -> None:
    from optimizer import telling

    telling.findings(outcome.findings)
    telling.outcome(outcome, json=json)
    if int(outcome.exit_code) == why.INFEASIBLE:
        why.after_run(case, options, out, json=json)
    raise typer.Exit(int(outcome.exit_code))


def main() -> None:
    """Entry point: every end is an exit code and, where something is wrong, a sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    foreign = foreign_package()
    if foreign is not None:
        _complain(foreign)
        raise SystemExit(UNEXPECTED)
    try:
        app(prog_name="kilnflow")
    except Exception as error:
        raise SystemExit(_failed(error)) from None


def _failed(error: Exception) -> int:
    """One sentence: an option or folder that cannot be, or something unexpected with its log."""
    code: str | None = getattr(error, "code", None)
    parameters: dict[str, Any] | None = getattr(error, "parameters", None)
    if isinstance(code, str) and parameters is not None:
        from cases.text import sentence

        _complain(sentence(code, parameters))
        return CASE_ERRORS
    log = Path(LOG)
    try:
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        where = f"; details are in {log.resolve()}"
    except OSError:
        where = ""
    _complain(f"Something unexpected happened ({type(error).__name__}: {error}){where}.")
    return UNEXPECTED


def _abort() -> NoReturn:
    """End at once: the solver's thread may still be inside a long step."""
    _complain("Stopped; nothing was written.")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(NO_PLAN)


def _complain(text: str) -> None:
    typer.echo(text, err=True)


if __name__ == "__main__":
    main()
