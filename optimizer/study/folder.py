"""The folder of a study: each result a file of its own as it lands, tables of all of them beside it.

`study.json` what was asked, `points/KEY.json` a result each, `points`, `inputs`, `results`, `decisions` and
the summaries of the parts as .csv and .parquet. Every file is written beside its place and moved there, so
that whoever reads while the study runs, or after it was broken off, finds whole files only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.archive import as_json, write_table
from optimizer.study.points import Point, PointResult, Status

MARK, POINTS, LOCK = "study.json", "points", ".lock"
FORMAT, SCHEMA_VERSION = "kilnflow-study", 2
IDENTITY = ("study", "case", "fingerprint")
"""What must be the same for results to go on from those in the folder."""


class StudyFolderError(Exception):
    """The folder asked for cannot be used; `code` and `parameters` make the sentence."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """A folder that is this study's."""

    path: Path

    @classmethod
    def open(cls, path: Path, content: Mapping[str, Any]) -> StudyFolder:
        """Begin a folder or go on in it; one of another study, or of anything else, is refused untouched.

        `content` is that of `study.json` and has the names of `IDENTITY`.
        """
        check(path, content)
        folder = cls(path)
        marked = {"format": FORMAT, "schema_version": SCHEMA_VERSION, **content}
        try:
            path.mkdir(parents=True, exist_ok=True)
            folder.write_text(MARK, as_json(marked) + "\n")
            (path / POINTS).mkdir(exist_ok=True)
        except OSError as error:
            raise StudyFolderError("study.folder.locked", folder=path) from error
        return folder

    def known(self, *, failed: bool = True) -> dict[str, PointResult]:
        """Results by key; points that were stopped, and failed ones unless wanted, are to be solved again."""
        unsolved = {Status.STOPPED} if failed else {Status.STOPPED, Status.FAILED}
        found = {}
        for file in sorted((self.path / POINTS).glob("[!.]*.json")):
            result = PointResult.from_json(_read(file)["result"])
            if result.status not in unsolved:
                found[file.stem] = result
        return found

    def land(self, key: str, point: Point, result: PointResult) -> None:
        """Keep a result: when this returns it is on the disk."""
        content = {"key": key, "asked": point.as_json(), "result": result.as_json()}
        self.write_text(f"{POINTS}/{key}.json", as_json(content) + "\n")

    def write_tables(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Each table as .csv for people and .parquet for programs."""
        for name, table in tables.items():
            self._place(f"{name}.csv", partial(write_table, table=table))
            self._place(f"{name}.parquet", partial(table.to_parquet, index=False))

    def write_text(self, name: str, text: str) -> None:
        """A small file."""
        self._place(name, lambda path: path.write_bytes(text.encode("utf-8")))

    def _place(self, name: str, write: Callable[[Path], object]) -> None:
        """Write a file out of sight, make it sure, and move it to its place."""
        target = self.path / name
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        write(draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(target)


def read_study(path: Path) -> dict[str, Any]:
    """Content of `study.json`; StudyFolderError where the folder is no study."""
    if not (path / MARK).is_file():
        raise StudyFolderError("study.folder.foreign", folder=path)
    content = _read(path / MARK)
    if content.get("format") != FORMAT:
        raise StudyFolderError("study.folder.foreign", folder=path)
    if content.get("schema_version") != SCHEMA_VERSION:
        raise StudyFolderError(
            "study.folder.version", folder=path, found=content.get("schema_version"), known=SCHEMA_VERSION
        )
    return content


def check(path: Path, content: Mapping[str, Any]) -> None:
    """Refuse a folder that is not this study's: of another study, or of anything else."""
    if path.exists() and not path.is_dir():
        raise StudyFolderError("study.folder.file", folder=path)
    if not path.is_dir() or all(
        file.name == LOCK or file.name.startswith(f".{MARK}.") for file in path.iterdir()
    ):
        return
    there = read_study(path)
    if any(there.get(name) != content[name] for name in IDENTITY):
        raise StudyFolderError("study.folder.other", folder=path, found=_named(there), asked=_named(content))


def _named(content: Mapping[str, Any]) -> str:
    """`scenarios of xinjiang (1a2b3c4d)`."""
    return f"{content.get('study')} of {content.get('case')} ({str(content.get('fingerprint'))[:8]})"


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StudyFolderError("study.folder.broken", file=path, reason=error) from error
    if not isinstance(content, dict):
        raise StudyFolderError("study.folder.broken", file=path, reason=type(content).__name__)
    return content
