"""A case in its other form: a workbook or a folder of csv files. Nothing that exists is overwritten."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cases.case import Case
from cases.template import write_workbook
from cases.text import Language
from cases.writing import TargetError, write_case

SUFFIX = ".xlsx"


def convert(case: Case, target: Path, *, language: Language = "en") -> None:
    """Write a case as a workbook (a target that ends in .xlsx) or as a folder of csv files."""
    if target.suffix.lower() == SUFFIX:
        save_workbook(case, target, language=language)
    else:
        _save_folder(case, target)


def save_workbook(case: Case, target: Path, *, language: Language, examples: bool = False) -> None:
    """Write a case as a workbook that was not there before."""
    check_target(target, suffix=True)
    with beside(target) as draft:
        write_workbook(case, draft, language=language, examples=examples)


def check_target(target: Path, *, suffix: bool) -> None:
    """Refuse a target that exists, or that should be a workbook and is not called one."""
    if suffix and target.suffix.lower() != SUFFIX:
        raise TargetError("cli.target.suffix", path=target)
    if target.exists():
        raise TargetError("cli.target.exists", path=target)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A place beside the target that takes its name once it is whole; what fails is told in a sentence."""
    folder: Path | None = None
    try:
        parent = target.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=parent))
        yield folder / target.name
        (folder / target.name).replace(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TargetError("cli.target.locked", path=target, reason=reason) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _save_folder(case: Case, target: Path) -> None:
    check_target(target, suffix=False)
    with beside(target) as draft:
        write_case(case, draft, only_stated=True)
