"""Both documents from a run folder: `plan.xlsx` and `report.html`. Nothing is solved."""

from __future__ import annotations

from pathlib import Path

from cases.text import Language
from reports.folder import RunFolderError
from reports.page import write_page
from reports.subjects import subjects
from reports.view import open_view
from reports.workbook import write_workbook

WORKBOOK, PAGE = "plan.xlsx", "report.html"


def write_reports(folder: Path, language: Language = "en", year: int | None = None) -> tuple[Path, Path]:
    """Write both documents into the run folder; RunFolderError says what is wrong with it.

    Of a run of several years they show one, ``year`` or the last, and the path through all of them.
    """
    view = open_view(folder, language, year)
    shown = subjects(view)
    workbook, page = folder / WORKBOOK, folder / PAGE
    try:
        title = view.words.text("title", case=view.case.info.id)
        write_workbook(view.words, title, shown, workbook)
        write_page(view, shown, page)
    except OSError as error:
        raise RunFolderError("run_folder.locked", file=error.filename, reason=error.strerror) from error
    return workbook, page
