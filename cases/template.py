"""The workbook a planner fills in: made from the data dictionary, read by the same reader as any case.

A row whose first cell begins with ``#`` is a remark to the reader, and so are columns whose heading and
sheets whose name do. By that sign alone label rows, labels of items, the guide and the lists are recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from cases.case import Case
from cases.dictionary import dictionary
from cases.guide import write_guide
from cases.template_lists import Choices
from cases.template_sheet import HEAD_ROWS, fill_sheet
from cases.text import Language, sentence
from cases.writing import Grid, grids


def write_workbook(case: Case, path: Path, *, language: Language = "en", examples: bool = False) -> None:
    """Write a case as a workbook ready to be changed; `examples` marks every row as one."""
    book = openpyxl.Workbook()
    guide = book.worksheets[0]
    guide.title = sentence("guide.sheet", {}, language)
    titles = sheet_titles(language)
    choices = Choices(book, language, titles, HEAD_ROWS + 1)
    tables: Sequence[Grid] = grids(case, only_stated=True)
    sheets = {grid.table.key: book.create_sheet(titles[grid.table.key]) for grid in tables}
    choices.define()
    for grid in tables:
        fill_sheet(sheets[grid.table.key], grid, choices, examples=examples)
    write_guide(guide, titles, language, examples=examples)
    book.properties.creator = "Kilnflow"
    book.properties.title = case.info.name_zh if language == "zh" and case.info.name_zh else case.info.name
    book.save(path)


def sheet_titles(language: Language) -> dict[str, str]:
    """Name of the sheet of each table."""
    return {key: table.zh if language == "zh" else table.en for key, table in dictionary().items()}
