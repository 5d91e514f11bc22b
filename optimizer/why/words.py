"""Rows of an explanation in words: of what, which figure, in which cell; in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cases.case import Case
from cases.chemistry import metric_defs
from cases.dictionary import dictionary
from cases.policy import indicators
from cases.text import Language, sentence, show
from optimizer.why.explanation import Stated
from reports.names import Names

NAMED = {
    "kiln": "kilns", "plant": "plants", "market": "markets", "product": "products", "material": "materials",
    "source_id": "sources", "target": "targets", "service": "services", "project": "projects",
    "partner": "kilns", "other": "projects",
}  # fmt: skip
"""Levels of a row's index that have names, and the table that holds them."""
TIMES = ("period", "year")
MOST_NAMES = 4
"""Names told before the rest are only counted."""
MOST_CELLS = 3
PER_TONNE = " × "
"""Mark of a unit that no reader knows: a ratio times a mass."""


@dataclass(frozen=True)
class Wording:
    """Words for one case in one language."""

    case: Case
    language: Language

    @cached_property
    def names(self) -> Names:
        """Names of ids."""
        return Names(self.case, self.language)

    def say(self, key: str, **parameters: object) -> str:
        """A sentence of the catalogue."""
        return sentence(key, parameters, self.language)

    def subject(self, index: Mapping[str, str]) -> str:
        """Of what a row is: names by level, a period only where there are several."""
        parts = [
            self.names.of(NAMED[level], key) for level, key in index.items() if level in NAMED and key != "-"
        ]
        if "place" in index:
            parts.append(self.names.origin(index["place"]))
        if "id" in index:
            parts.append(index["id"])
        if index.get("subject", "region") != "region":
            parts.append(self.names.of("kilns", index["subject"]))
        if len(self.case.periods) > 1 and "period" in index:
            parts.append(self.names.of("periods", index["period"]))
        if len({period.year for period in self.case.periods.values()}) > 1 and "year" in index:
            parts.append(index["year"])
        return (", " if self.language == "en" else "，").join(parts)

    def subjects(self, rows: Iterable[Mapping[str, str]]) -> str:
        """Of what several rows are; the first few by name."""
        every = list(dict.fromkeys(filter(None, map(self.subject, rows))))
        shown = every[:MOST_NAMES]
        if len(every) > MOST_NAMES:
            shown.append(self.say("why.more", count=len(every) - MOST_NAMES))
        return ("; " if self.language == "en" else "；").join(shown)

    def label(self, row: Stated) -> str:
        """What the figure is called."""
        if row.behind is None:
            return row.family
        table, key, column = row.behind
        if table == "limits":
            return self.names.metrics.get(key[1], key[1])
        if (table, column) == ("kilns", "area"):
            return self.say("why.running_days")
        known = dictionary()[table].columns.get(str(key) if column == "value" and table == "case" else column)
        name = column if known is None else (known.zh if self.language == "zh" else known.en)
        if table == "recipes":
            return f"{name} ({key[1]})" if self.language == "en" else f"{name}（{key[1]}）"
        return name

    def unit(self, row: Stated) -> str:
        """Unit of the figure in its cell."""
        if row.behind is None:
            return ""
        table, key, column = row.behind
        if table == "limits":
            found = metric_defs(self.case)[key[1]].unit
        elif table == "targets":
            found = indicators()[self.case.targets[str(key)].indicator].unit
        else:
            known = dictionary()[table].columns.get(
                str(key) if column == "value" and table == "case" else column
            )
            found = "" if known is None else known.unit
        return "" if found == "-" else found

    def figure(self, value: float | None, row: Stated) -> str | None:
        """A figure with its unit."""
        if value is None:
            return None
        return f"{show(_tidy(value))} {self.unit(row)}".strip()

    def amount(self, row: Stated) -> str | None:
        """What a row gives or reaches where no figure stands behind it."""
        if row.amount is None or PER_TONNE in row.unit:
            return None
        return f"{show(_tidy(row.amount))} {'' if row.unit == '-' else row.unit}".strip()

    def bound(self, row: Stated) -> str:
        """``silica modulus ≥ 2.3``; without a number only what it is called."""
        if row.value is None:
            return self.label(row)
        sign = {True: "≥ ", False: "≤ ", None: ""}[row.is_floor]
        return f"{self.label(row)} {sign}{self.figure(row.value, row)}"

    def cells(self, rows: Sequence[Stated]) -> str:
        """Where the figures stand, the first few."""
        cells = list(dict.fromkeys(cell for row in rows for cell in row.cells))
        return ", ".join([*cells[:MOST_CELLS], *(["…"] if len(cells) > MOST_CELLS else [])])


def _tidy(value: float) -> float:
    """Without the noise of a float about zero."""
    return 0.0 if abs(value) < 1e-9 else float(f"{value:.6g}")
