"""What the command says: findings on standard error, the answer on standard output."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cases import Finding, Findings, library_cases
from cases.text import sentence
from optimizer.archive import as_json
from optimizer.outcome import Outcome
from optimizer.plan import audit_json

if TYPE_CHECKING:
    from optimizer.run import RunOutcome

SHOWN = 20
"""Audit findings told before the rest is only counted."""


def findings(found: Findings) -> None:
    """All of them on standard error, each in one line."""
    for finding in found:
        typer.echo(finding_line(finding), err=True)


def finding_line(finding: Finding) -> str:
    """`error kilns.csv:7 capacity  missing_value  The capacity ...`."""
    place = f"{finding.cell} " if finding.cell is not None else ""
    return f"{finding.severity} {place}[{finding.code}] {finding.sentence()}"


def check(found: Findings, *, case: str, json: bool) -> None:
    """The result of a check."""
    if json:
        rows = [finding_json(finding) for finding in found]
        typer.echo(as_json({"case": case, "errors": len(found.errors), "findings": rows}))
        return
    findings(found)
    counts = {"errors": len(found.errors), "warnings": len(found.warnings)}
    typer.echo(sentence("cli.checked", {"case": case, **counts}))


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
        typer.echo(sentence("cli.case_errors", {"errors": len(run.findings.errors)}), err=True)
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
    if run.folder is not None:
        typer.echo(sentence("cli.written", {"folder": str(run.folder)}))


def written(files: Iterable[Path]) -> None:
    """The files that a command wrote."""
    typer.echo(sentence("cli.files_written", {"files": [str(file) for file in files]}))


def plan_lines(plan: Any) -> list[str]:
    """The plan in a dozen lines."""
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
    told = {
        "cost_system": f"{_amount(total['cost_system'])} {currency}",
        "cost_cement_sector": f"{_amount(total['cost_cement_sector'])} {currency}",
        "co2_t": f"{_amount(total['co2_t'])} t",
        "clinker_t": f"{_amount(total['clinker_t'])} t",
        "cement_t": f"{_amount(total['cement_t'])} t",
        "waste_used_t": f"{_amount(total['waste_used_t'])} t ({total['waste_use_share']:.1%})",
        "rail_share": f"{total['rail_share']:.1%}",
    }
    return lines + [f"  {sentence(f'cli.total.{key}', {}):<22} {text}" for key, text in told.items()]


def _amount(value: float) -> str:
    return f"{value:,.0f}"
