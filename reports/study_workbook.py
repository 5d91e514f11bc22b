"""`study.xlsx`: the points of a study side by side, its fronts, curves and draws. Reads its folder only."""

from __future__ import annotations

from pathlib import Path

from cases.text import Language
from reports.exhibit import Subject
from reports.folder import RunFolderError
from reports.study_folder import MARK, read_study_tables
from reports.study_parts import abatement, draws, fronts
from reports.study_points import comparison, decisions, overview, points
from reports.words import Words
from reports.workbook import write_workbook

WORKBOOK = "study.xlsx"
SUBJECTS = (overview, comparison, fronts, abatement, draws, decisions, points)


def is_study(folder: Path) -> bool:
    """Whether a folder is that of a study."""
    return (folder / MARK).is_file()


def write_study_workbook(folder: Path, language: Language = "en") -> Path:
    """Write the workbook into the folder of a study, of what has landed so far."""
    study, words = read_study_tables(folder), Words(language)
    made: list[Subject] = [subject(study, words) for subject in SUBJECTS]
    path = folder / WORKBOOK
    try:
        title = words.text("study.title", study=study.content["study"], case=study.content["case"])
        write_workbook(words, title, [subject for subject in made if subject.exhibits], path)
    except OSError as error:
        raise RunFolderError("run_folder.locked", file=error.filename, reason=error.strerror) from error
    return path
