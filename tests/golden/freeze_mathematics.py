"""The mathematics of the model, made from its catalogue: ``python -m tests.golden.freeze_mathematics``.

Symbols, units and equations are those of ``models/symbols.csv``, which the tests hold to the code. What
may give, what stands behind a row and which file writes it are read from models that have every family.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cases.dictionary import dictionary
from models.registry import Registry
from models.symbols import Symbol, symbols
from tests.models.every_family import IN_CODE, built, catalogue_name

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "models" / "MATHEMATICS.md"
HEAD = """# The mathematics of the model

This page is generated (`python -m tests.golden.freeze_mathematics`); do not edit it. It is made from
`models/symbols.csv`, the catalogue that the tests hold to the code: every family of columns and rows of
the model is in it with its index and unit, and the written rows of small cases are compared with it. What
may give, what stands behind a row and which file writes it are read from the models themselves.

Base units: kt, TJ, MWh, days, thousand CNY, kt CO2. Amounts are those of a period; all are zero or more
unless bounds say otherwise. Seasons of a year follow one another and end as they began.

## Aim

minimise  Σ_y w_y · (cost_y + p · CO2_y + preference_y + breach_y)

over the years y that the case models. *cost* is the system's or the cement sector's money
(`models/totals.py` lists what counts in which), *p* the shadow price of the aim `priced` and else
nothing, *preference* the road preference times tonne-kilometres by road, *breach* what unmet demand and
priced targets cost. In the aim `co2` physical CO2 takes the place of the money; in the aim `cap` the row
`c_co2_cap` holds it below the cap. Weights `w_money` and `w_co2` are below. The least unmet demand is
found first and kept (`c_unmet`). After the search the whole numbers are fixed, the linear program is
solved again, and CO2 (after money) or money (after CO2) decides between equals. See
`models/objective.py`.

## What limits are worth

With the whole numbers of a plan fixed, rows `A x = b` with marginal values y and bounds with reduced
costs d, a figure θ of the case is worth `c'x + y(b' − A'x) + d·bounds'`, the dash being the change per
unit of θ with all rows of the model that θ stands in (`optimizer/worth`).
"""


@dataclass
class Seen:
    """What models say of a family beside its catalogue row."""

    file: str = ""
    detail: set[str] = field(default_factory=set)
    behind: set[str] = field(default_factory=set)


def seen() -> dict[str, Seen]:
    """Every family by its name in the catalogue."""
    found: dict[str, Seen] = {}
    add_rows, add_columns = Registry.add_rows, Registry.add_columns

    def writer() -> str:
        module = str(sys._getframe(2).f_globals["__name__"])
        return module.replace(".", "/") + ".py"

    def rows(self: Registry, name: str, index: Any, **told: Any) -> Any:
        one = found.setdefault(catalogue_name(name), Seen())
        one.file = one.file or writer()
        one.detail.add(str(told["kind"]))
        one.behind |= {b[0] for b in told.get("behind") or () if b is not None}
        return add_rows(self, name, index, **told)

    def columns(self: Registry, name: str, index: Any, **told: Any) -> Any:
        one = found.setdefault(catalogue_name(name), Seen())
        one.file = one.file or writer()
        one.detail.add(str(told.get("domain", "continuous")))
        return add_columns(self, name, index, **told)

    with patch.object(Registry, "add_rows", rows), patch.object(Registry, "add_columns", columns):
        for name in IN_CODE:
            built.__wrapped__(name)
    return found


def page() -> str:
    """The whole page."""
    known, catalogue = seen(), symbols()
    kinds = {kind: [s for s in catalogue.values() if s.kind == kind] for kind in ("set", "parameter")}
    text = [
        HEAD,
        "## Sets\n",
        _table(("set", "what", "from"), ((s.symbol, s.sentence, s.source) for s in kinds["set"])),
    ]
    text += [
        "## Data\n",
        _table(
            ("symbol", "over", "unit", "what", "is", "from"),
            ((s.symbol, _over(s), s.unit, s.sentence, s.equation, s.source) for s in kinds["parameter"]),
        ),
        "## Decisions\n",
        _table(
            ("symbol", "over", "unit", "values", "what", "is", "file"),
            (
                (s.symbol, _over(s), s.unit, _told(known, s), s.sentence, s.equation, _file(known, s))
                for s in catalogue.values()
                if s.kind == "variable"
            ),
        ),
        "## Rows\n\nA *law* of nature or of counting never gives, a business *limit* may (at a price, in "
        "today's operation), a *choice* is the model's own.\n",
        *_rows(known),
    ]
    return "\n".join(text)


def _rows(known: dict[str, Seen]) -> Iterator[str]:
    """Rows by the file that writes them, in the order of the catalogue."""
    by_file: dict[str, list[Symbol]] = {}
    for symbol in symbols().values():
        if symbol.kind == "constraint":
            by_file.setdefault(_file(known, symbol), []).append(symbol)
    for file, some in by_file.items():
        yield f"### {file}\n"
        yield _table(
            ("row", "over", "equation", "what", "kind", "behind it", "unit", "from"),
            (
                (
                    s.symbol,
                    _over(s),
                    s.equation,
                    s.sentence,
                    _told(known, s),
                    _behind(known, s),
                    s.unit,
                    s.source,
                )
                for s in some
            ),
        )


def _over(symbol: Symbol) -> str:
    return ", ".join(symbol.index)


def _file(known: dict[str, Seen], symbol: Symbol) -> str:
    return known[symbol.symbol].file if symbol.symbol in known else ""


def _told(known: dict[str, Seen], symbol: Symbol) -> str:
    return ", ".join(sorted(known[symbol.symbol].detail)) if symbol.symbol in known else ""


def _behind(known: dict[str, Seen], symbol: Symbol) -> str:
    tables = sorted(known[symbol.symbol].behind) if symbol.symbol in known else []
    return ", ".join(f"sheet {dictionary()[table].en}" for table in tables)


def _table(heads: tuple[str, ...], rows: Any) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
