"""Write the golden rows again after a wanted change: ``python -m tests.golden.freeze_rows``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.models.every_family import IN_CODE, built, row_texts

FOLDER = Path(__file__).with_name("rows")
MOST = 3
"""Rows of a family that are kept."""


@cache
def golden_texts() -> dict[str, str]:
    """Golden text of every family of rows, of the first case in which it occurs."""
    families: dict[str, list[str]] = {}
    for name in IN_CODE:
        model = built(name)
        for family, rows in model.registry.rows.items():
            families[family] = families.get(family) or row_texts(model, rows, most=MOST)
    return {name: "\n".join(texts) for name, texts in families.items() if texts}


def main() -> None:
    """Write one file a family."""
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, text in golden_texts().items():
        (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
