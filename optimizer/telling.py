"""What the command says: findings on standard error, the answer on standard output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from cases import Finding, Findings, library_cases
from cases.text import Language, counted, sentence
from optimizer.archive import as_json
from optimizer.outcome import Outcome
from optimizer.plan import audit_json

if TYPE_CHECKING:
    from optimizer.run import RunOutcome

SHOWN = 20
"""Audit findings told before the rest is only counted."""


def stopping() -> None:
    """The first Ctrl-C was heard."""
    typer.echo(sentence("cli.stopping", {}), err=True)


def aside(key: str, language: Language = "en", **parameters: object) -> None:
    """One sentence on standard error."""
    typer.echo(sentence(key, parameters, language), err=True)


def findings(found: Findings, language: Language = "en") -> None:
    """All of them on standard error, each in one line."""
    for finding in found:
        typer.echo(finding_line(finding, language), err=True)


def finding_line(finding: Finding, language: Language = "en") -> str:
    """`error kilns.csv:7 capacity  missing_value  The capacity ...`."""
    place = f"{finding.cell} " if finding.cell is not None else ""
    return f"{finding.severity} {place}[{finding.code}] {finding.sentence(language)}"


def check(found: Findings, *, case: str, json: bool, language: Language = "en") -> None:
    """The result of a check."""
    if json:
        rows = [finding_json(finding) for finding in found]
        typer.echo(as_json({"case": case, "errors": len(found.errors), "findings": rows}))
        return
    findings(found, language)
    counts = {
        "errors": counted("errors", len(found.errors), language),
        "warnings": counted("warnings", len(found.warnings), language),
    }
    typer.echo(sentence("cli.checked", {"case": case, **counts}, language))


def case_refused(found: Findings, language: Language = "en") -> None:
    """A case that cannot be written because it has errors."""
    findings(found, language)
    errors = counted("errors", len(found.errors), language)
    typer.echo(sentence("cli.not_written", {"errors": errors}, language), err=True)


def told(key: str, language: Language = "en", **parameters: object) -> None:
    """One sentence on standard output."""
    typer.echo(sentence(key, parameters, language))


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding with everything a program needs to point at it."""
    cell = finding.cell
    place = {} if cell is None else {"file": cell.file, "sheet": cell.sheet, "cell": cell.address}
    return {
        "code": finding.code,
        "severity": finding.severity,
        "subject": finding.subject,
        **place,
        "sentence": finding.sentence(),
    }


def library() -> None:
    """The cases of the library, one a line."""
    for case in library_cases().values():
        typer.echo(f"{case.id:<12} {case.name}")


def outcome(run: RunOutcome, *, json: bool) -> None:
    """How a run ended: the plan on standard output, anything amiss on standard error."""
    if run.outcome is None:
        typer.echo(
            sentence("cli.case_errors", {"errors": counted("errors", len(run.findings.errors))}), err=True
        )
    elif not run.outcome.has_plan:
        typer.echo(sentence(f"cli.ended.{run.outcome.value}", {"reason": run.reason}), err=True)
    else:
        _plan(run, json=json)
    if run.audit:
        _audit(run)


def _audit(run: RunOutcome) -> None:
    typer.echo(sentence("cli.audit_failed", {"count": len(run.audit)}), err=True)
    for finding in run.audit[:SHOWN]:
        told = audit_json(finding)
        typer.echo(f"audit [{told['code']}] {told['sentence']}", err=True)


def _plan(run: RunOutcome, *, json: bool) -> None:
    if json:
        typer.echo(as_json(run.plan))
        return
    for text in plan_lines(run.plan):
        typer.echo(text)
    if not run.audit:
        typer.echo(sentence("cli.audited", {}))
    broken = ((run.plan.get("current") or {}).get("breaches")) or ()
    if broken:
        typer.echo(sentence("cli.today_broken", {"count": len(broken)}))
    if run.folder is None:
        typer.echo(sentence("cli.no_folder", {}))
    else:
        typer.echo(sentence("cli.written", {"folder": str(run.folder)}))


def plan_lines(plan: Any) -> list[str]:
    """The plan in a dozen lines, today beside it where it was completed."""
    total, currency = plan["totals"]["plan"], plan["currency"]
    ended = {
        "status": plan["status"],
        "gap": f"{plan['gap']:.2%}",
        "objective": _amount(plan["objective"]),
        "bound": _amount(plan["bound"]),
        "unit": plan["objective_unit"],
    }
    stopped = plan["status"] in (Outcome.STOPPED, Outcome.TIME_LIMIT)
    lines = [sentence("cli.stopped_plan" if stopped else "cli.proven_plan", ended)]
    if plan.get("years"):
        lines.append(sentence("cli.mean_year", {"years": list(plan["years"])}))
    states = [state for state in (plan["totals"].get("current"), total) if state is not None]
    head = [sentence(f"cli.state.{name}", {}) for name in ("current", "plan")[-len(states) :]]
    rows = [("", head, ""), *(_row(name, unit, states, currency) for name, unit in TOLD.items())]
    width = max(len(cell) for _, cells, _ in rows for cell in cells)
    return lines + [
        f"  {label:<22}" + "".join(f"  {cell:>{width}}" for cell in cells) + f" {unit}".rstrip()
        for label, cells, unit in rows
    ]


TOLD = {
    "cost_system": "currency", "cost_cement_sector": "currency", "co2_t": "t", "clinker_t": "t",
    "cement_t": "t", "waste_used_t": "t", "waste_use_share": "%", "rail_share": "%",
}  # fmt: skip
"""Totals that the command tells, with their unit."""


def _row(name: str, unit: str, states: Sequence[Any], currency: str) -> tuple[str, list[str], str]:
    """Label, the figure of each state, unit."""
    if unit == "%":
        cells = [f"{100 * state[name]:.1f}" for state in states]
    else:
        cells = [_amount(state[name]) for state in states]
    return sentence(f"cli.total.{name}", {}), cells, currency if unit == "currency" else unit


def _amount(value: float) -> str:
    return f"{value:,.0f}"
