"""The case library that comes with the program."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "library"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryCase:
    """A case of the library; its names and what it covers come from its own case table."""

    id: str
    path: Path
    name: str
    name_zh: str
    description: str


def library_cases() -> dict[str, LibraryCase]:
    """Every case of the library by name."""
    tables = sorted(FOLDER.glob("*/case.csv"))
    return {path.parent.name: _describe(path) for path in tables}


def library_studies() -> dict[str, Path]:
    """Every study of the library by name."""
    return {path.stem: path for path in sorted((FOLDER / "studies").glob("*.toml"))}


def _describe(path: Path) -> LibraryCase:
    with path.open(encoding="utf-8-sig", newline="") as file:
        items = {row.get("item", ""): row.get("value") or "" for row in csv.DictReader(file)}
    return LibraryCase(
        id=path.parent.name,
        path=path.parent,
        name=items.get("name", ""),
        name_zh=items.get("name_zh", ""),
        description=items.get("coverage", ""),
    )
