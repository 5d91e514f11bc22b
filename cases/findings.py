"""Findings about a user's case: collected, each with its cell, told all at once, never raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from cases.text import Language, catalogue, sentence

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRef:
    """Where a value stands: a workbook's cell, or a file and its line. Rows and columns count from 1."""

    file: str
    sheet: str
    row: int | None = None
    column: int | None = None
    heading: str | None = None
    workbook: bool = False
    change: str | None = None

    @property
    def address(self) -> str:
        """``D14`` in a workbook, ``14`` in a csv file, nothing for a whole sheet."""
        if self.row is None:
            return ""
        if self.workbook:
            return f"{letters(self.column)}{self.row}" if self.column else str(self.row)
        return str(self.row)

    def __str__(self) -> str:
        place = f"{self.file} {self.sheet}!{self.address}" if self.workbook else f"{self.file}:{self.address}"
        place = place.rstrip("!: ")
        if not self.workbook and self.heading:
            place += f" {self.heading}"
        return f"{place} ({self.change})" if self.change else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know about the case; `code` is stable, `subject` is what the user calls it."""

    code: str
    severity: Severity
    subject: str
    parameters: Mapping[str, object]
    cell: CellRef | None = None

    def sentence(self, language: Language = "en") -> str:
        """One sentence with the numbers, the units and what to do."""
        return sentence(self.code, {"subject": self.subject, **self.parameters}, language)

    @property
    def is_error(self) -> bool:
        """Whether it stops a run."""
        return self.severity == "error"


@dataclass(slots=True)
class Findings:
    """A growing list of findings; reading order is by sheet and row."""

    sheets: list[str] = field(default_factory=list)
    _items: list[Finding] = field(default_factory=list)

    def add(self, code: str, *, subject: str, cell: CellRef | None = None, **parameters: object) -> None:
        """Add one finding; its severity is that of its code in the catalogue, its cell may be unknown."""
        kind = catalogue()[code].kind
        severity: Severity = "warning" if kind == "warning" else "error"
        self._items.append(
            Finding(code=code, severity=severity, subject=subject, parameters=parameters, cell=cell)
        )

    def extend(self, others: Findings) -> None:
        """Take over what others found."""
        self._items.extend(others)

    def at(self, place: CellRef) -> Findings:
        """The same findings, all told at one place."""
        return Findings(self.sheets, [replace(f, cell=place) for f in self])

    def marked(self, change: str) -> Findings:
        """The same findings, told to come from a change to the case."""
        cells = [None if f.cell is None else replace(f.cell, change=change) for f in self]
        return Findings(self.sheets, [replace(f, cell=c) for f, c in zip(self, cells, strict=True)])

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._items, key=self._place))

    def __len__(self) -> int:
        return len(self._items)

    @property
    def errors(self) -> list[Finding]:
        """Those that stop a run."""
        return [finding for finding in self if finding.is_error]

    @property
    def warnings(self) -> list[Finding]:
        """Those that do not."""
        return [finding for finding in self if not finding.is_error]

    def _place(self, finding: Finding) -> tuple[int, str, int, int, str, str]:
        cell = finding.cell
        if cell is None:
            return (-1, "", 0, 0, finding.code, finding.subject)
        order = self.sheets.index(cell.sheet) if cell.sheet in self.sheets else len(self.sheets)
        return (order, cell.sheet, cell.row or 0, cell.column or 0, finding.code, finding.subject)


def letters(column: int | None) -> str:
    """Column letters of a workbook, from the number counted from 1."""
    text = ""
    rest = column or 0
    while rest > 0:
        rest, digit = divmod(rest - 1, 26)
        text = chr(ord("A") + digit) + text
    return text
