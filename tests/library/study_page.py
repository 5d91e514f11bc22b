"""The page of studies: what can be asked, from the two tables that the reader is made from.

``python -m tests.library.study_page`` writes it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cases.dictionary import Column, read_rows
from optimizer.study.fields import FOLDER, StudyTable, study_tables

PAGE = Path(__file__).resolve().parents[2] / "cases" / "library" / "STUDIES.md"
INTRODUCTION = """\
# What a study can ask

A study is a `.toml` file, or a workbook with sheets of these names and a row of headings (English, Chinese
or the key); inside the workbook of a case its sheets begin with `#`. `kilnflow study CASE STUDY --out DIR`
solves it; `cases/library/studies` has `hand`, which shows everything on the smallest case, and
`xinjiang-2025` and `xinjiang-2030`: every policy measure on and off, the front of cost and CO2, abatement
costs.

- A field marked `needed` must be filled in. Lists are separated by semicolons in a sheet.
- Rows of `axes`, `measures`, `ranges` and `figures` name their part, unless there is only one.
- An indicator is `cost`, or one of the sheet Targets: `waste_use`, `material_use:carbide_slag` for one
  material, `clinker_co2@company=NAME` for one company, prefecture or line. Its value is in its own unit,
  the cost in the currency of the case; of several years it is that of the mean year, the cost the level
  annual cost.
- A front first finds its two ends, each figure at its best and then the other with the first held there,
  within what its proof leaves open; between them the second figure is bounded in equal steps. A point is
  dominated only where another's plan beats its *bound* in both figures; where only its plan is beaten it is
  `within_gap`. A ratio to what the plan decides (rail share, say) can be the second figure, not the first;
  no bound is told of its own best.
- An abatement curve solves the state without any measure, each measure alone, and all one after another in
  the order of their cost per tonne. `told_apart` is 0 where a measure changes the aim by less than the
  proofs of the two plans leave open: a smaller gap tells more. `interaction` is what a step has beyond the
  measure alone.
- Draws take every figure of the sheets Case and Factors that states a low and a high, and the table
  `ranges`.
- A tornado takes the same figures and those of the table `figures`, each alone from its low to its high.
  `told_apart` is 0 where no plan's bound confirms the swing, blank of what is not minimised. `standing`
  has every decision with its least and most and in how many plans it differs from that of the case as stated.

Written by `python -m tests.library.study_page` from `optimizer/study/tables.csv` and `fields.csv`.
"""
HEADER = "| field | 字段 | what it takes | meaning |\n| --- | --- | --- | --- |"


def page() -> str:
    """The whole page."""
    meanings = {row["table"]: row["meaning"] for row in read_rows(FOLDER / "tables.csv")}
    parts = [INTRODUCTION]
    for table in study_tables().values():
        rows = "\n".join(_rows(table))
        parts.append(f"## `{table.key}`, {table.zh}\n\n{meanings[table.key]}.\n\n{HEADER}\n{rows}\n")
    return "\n".join(parts)


def _rows(table: StudyTable) -> Iterator[str]:
    for field in table.fields.values():
        yield f"| `{field.key}` | {field.zh} | {_takes(field)} | {field.meaning} |"


def _takes(field: Column) -> str:
    kind = ", ".join(f"`{choice}`" for choice in field.choices) or field.type
    if field.low is not None:
        kind += f" from {field.low:g}" + ("" if field.high is None else f" to {field.high:g}")
    if field.blank == "error":
        return f"{kind}; needed"
    return f"{kind}; `{field.default}` unless filled in" if field.blank == "default" else kind


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
