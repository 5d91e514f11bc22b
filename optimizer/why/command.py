"""The command `kilnflow explain`, and what `kilnflow run` tells when no plan can be.

Only light things are imported here, as in `optimizer.cli`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cases import Case
    from optimizer.options import RunOptions

EPILOG = (
    "\b\nExamples:\n"
    "  kilnflow explain my-case.xlsx\n"
    "  kilnflow explain my-case --aim cap --co2-cap 5000 --language zh --out why\n"
    "\b\nExit codes: 0 all limits can hold together, 2 the case has errors, 3 they cannot, 4 not found out\n"
    "in time, 1 anything else."
)
ANY_PLAN = 0.9
"""Gap at which a run ends with about its first plan."""
FEASIBLE, CASE_ERRORS, INFEASIBLE, UNKNOWN = 0, 2, 3, 4


def explain(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="Library case, workbook (.xlsx) or folder of .csv files.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the explanation; an earlier run there is replaced.")
    ] = None,
    aim: Annotated[
        str | None, typer.Option(metavar="cost|co2|priced|cap", help="Aim of the plan that was looked for.")
    ] = None,
    money: Annotated[str | None, typer.Option(metavar="system|cement", help="Whose cost counts.")] = None,
    carbon_price: Annotated[
        float | None, typer.Option(help="Shadow price per tonne of CO2, aim priced.")
    ] = None,
    co2_cap: Annotated[float | None, typer.Option(help="Largest CO2 in kt a year, aim cap.")] = None,
    time_limit: Annotated[
        float | None, typer.Option(help="Seconds for each of the searches; 40 unless given.")
    ] = None,
    threads: Annotated[int | None, typer.Option(help="Threads of the solver.")] = None,
    scenario: Annotated[list[str] | None, typer.Option(help="Scenario of the case; may be repeated.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TABLE.ROW.COLUMN=VALUE", help="Change one cell; may be repeated."),
    ] = None,
    language: Annotated[str, typer.Option(metavar="en|zh", help="Language of what is told.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Write explanation.json to standard output.")] = False,
) -> None:
    """Tell why no plan can be: what must give, by how much, and which limits are in conflict."""
    from cases import Findings, change_from_text
    from cases.text import LANGUAGES
    from optimizer import telling
    from optimizer.options import AIMS, MONEYS, RunOptions, one_of

    tongue = one_of("--language", language, LANGUAGES) or LANGUAGES[0]
    findings = Findings()
    changes = [change_from_text(text, findings) for text in set_ or ()]
    if findings.errors:
        telling.findings(findings, tongue)
        raise typer.Exit(CASE_ERRORS)
    options = RunOptions(
        aim=one_of("--aim", aim, AIMS), money=one_of("--money", money, MONEYS), carbon_price=carbon_price,
        co2_cap=co2_cap, time_limit=time_limit, threads=threads, scenarios=tuple(scenario or ()),
        changes=tuple(change for change in changes if change is not None), language=tongue,
    )  # fmt: skip
    raise typer.Exit(_explained(case, options, out, json=json, ran=False))


def after_run(case: str, options: RunOptions, out: Path | None, *, json: bool) -> None:
    """Why a run found no plan; its exit code stays its own."""
    from optimizer import telling

    telling.aside("cli.explaining", options.language)
    _explained(case, options, out, json=json, ran=True)


def _explained(case: str, options: RunOptions, out: Path | None, *, json: bool, ran: bool) -> int:
    """Load, explain, tell and write; the exit code."""
    from cases import load_case
    from cases.text import counted
    from models.objective import Aim
    from optimizer import telling
    from optimizer.archive import as_json, check_folder, write_explanation
    from optimizer.plan import run_json
    from optimizer.stages import transport
    from optimizer.why.explain import explain as explained
    from optimizer.why.telling import as_plain, lines, table

    if out is not None:
        check_folder(out)
    loaded = load_case(case, scenarios=options.scenarios, changes=options.changes)
    if loaded.case is not None:
        loaded.findings.extend(transport(loaded.case, Aim.of_case(loaded.case)).findings)
    if not ran or loaded.findings.errors:
        telling.findings(loaded.findings, options.language)
    if loaded.case is None or loaded.findings.errors:
        errors = counted("errors", len(loaded.findings.errors), options.language)
        telling.aside("cli.case_errors", options.language, errors=errors)
        return CASE_ERRORS
    known: Case = loaded.case
    asked = options.resolved(known.info)
    found = explained(known, asked, has_plan=(lambda: False) if ran else lambda: _has_plan(case, options))
    plain: dict[str, Any] = dict(as_plain(found, known))
    if json:
        typer.echo(as_json(plain))
    else:
        for line in lines(found, known, options.language):
            typer.echo(line.sentence if line.part in ("head", "verdict") else f"  - {line.sentence}")
    if out is not None and found.verdict.value == "infeasible":
        write_explanation(out, known, run_json(known, asked), table(found, known), plain)
        telling.aside("cli.explained", options.language, folder=str(out))
    return {"feasible": FEASIBLE, "infeasible": INFEASIBLE}.get(found.verdict.value, UNKNOWN)


def _has_plan(case: str, options: RunOptions) -> bool | None:
    """Whether a run finds any plan, or proves that there is none."""
    from optimizer.run import ExitCode, run_case

    ended = run_case(case, options=replace(options, gap=ANY_PLAN, current="none"))
    if ended.outcome is not None and ended.outcome.has_plan:
        return True
    return False if ended.exit_code is ExitCode.INFEASIBLE else None
