"""A study from its file: read, checked against the case, every finding at once with its line or cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases import Case, RawCase
from cases.changes import check_changes
from cases.findings import Findings
from optimizer.study.checks import Checks
from optimizer.study.parts import parts_of
from optimizer.study.points import Part
from optimizer.study.source import read_rows
from optimizer.study.typed import Entry, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What is asked: parts by name. `asked` is the study as it was read, for the record."""

    name: str
    note: str
    parts: tuple[Part, ...]
    asked: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReadStudy:
    """A study, or None where findings has errors."""

    study: Study | None
    findings: Findings


def read_study(path: str | Path, case: Case, raw: RawCase, *, seed: int | None = None) -> ReadStudy:
    """Read a .toml file or the sheets of an .xlsx workbook; ``raw`` is what ``case`` was loaded from.

    ``seed`` takes the place of every seed of the study.
    """
    findings = Findings()
    rows = read_rows(Path(path), findings)
    entries = typed(rows, findings)
    checks = Checks(case, findings, seed)
    general = entries["study"][0] if entries["study"] else None
    parts = parts_of(entries, general, checks)
    check_changes(raw, checks.meant, findings)
    if (not rows and not findings.errors) or (rows and not parts and not findings.errors):
        findings.add("study.read.empty", subject=Path(path).name)
    if findings.errors:
        return ReadStudy(None, findings)
    name = (general and general["name"]) or Path(path).stem
    note = (general and general["note"]) or ""
    return ReadStudy(Study(name=name, note=note, parts=parts, asked=_asked(entries)), findings)


def _asked(entries: Mapping[str, Sequence[Entry]]) -> dict[str, list[dict[str, Any]]]:
    """What was filled in, by table."""
    return {
        table: [{k: v for k, v in entry.values.items() if v not in (None, ())} for entry in found]
        for table, found in entries.items()
        if found
    }
