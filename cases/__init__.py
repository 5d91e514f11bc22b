"""The question: a case read from a workbook or a folder of csv files, typed, unit-safe and immutable."""

from cases.case import Case
from cases.findings import CellRef, Finding, Findings
from cases.library import LibraryCase, library_cases
from cases.load import Loaded, RawCase, load_case, read_case
from cases.scenario import Change, change_from_text

__all__ = [
    "Case",
    "CellRef",
    "Change",
    "Finding",
    "Findings",
    "LibraryCase",
    "Loaded",
    "RawCase",
    "change_from_text",
    "library_cases",
    "load_case",
    "read_case",
]
