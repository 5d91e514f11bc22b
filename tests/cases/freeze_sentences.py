"""Write the frozen sentences again after a wanted change: ``python -m tests.cases.freeze_sentences``."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from tests.cases.broken import BREAKAGES, TABLE_MUTATIONS, broken
from tests.cases.test_findings import FROZEN


def main() -> None:
    """Provoke every code and write what is told."""
    with FROZEN.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "cell", "sentence"])
        for code in sorted({*TABLE_MUTATIONS, *BREAKAGES}):
            with tempfile.TemporaryDirectory() as folder:
                found = [f for f in broken(code, Path(folder)).findings if f.code == code]
            writer.writerow(
                [code, str(found[0].cell or "") if found else "", found[0].sentence() if found else ""]
            )


if __name__ == "__main__":
    main()
