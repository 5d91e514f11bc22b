"""Names for ids: what a reader calls a kiln, a source or a market, in the language of the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cases.case import Case
from cases.chemistry import metric_defs
from cases.dictionary import FOLDER, read_rows
from cases.text import Language


@dataclass(frozen=True)
class Names:
    """Names by table of the case; an id without one stands for itself."""

    case: Case
    language: Language

    def of(self, table: str, key: str) -> str:
        """Name of one row, or its id."""
        row = getattr(self.case, table).get(key)
        return self._name(row) or key

    @property
    def title(self) -> str:
        """What the case is called."""
        return self._name(self.case.info) or self.case.info.id

    def column(self, table: str, ids: pd.Series) -> list[str]:
        """Names of a column of ids."""
        known = {key: self.of(table, key) for key in ids.unique()}
        return [known[key] for key in ids]

    def point(self, key: str) -> str:
        """A site, a place or a market, whichever has that id."""
        for table in ("sites", "places", "markets"):
            if key in getattr(self.case, table):
                return self.of(table, key)
        return key

    def grade(self, grade: str) -> str:
        """The material, with its source where that has an analysis of its own; a kiln for its clinker."""
        if grade in self.case.kilns:
            return self.of("kilns", grade)
        material, _, source = grade.partition("@")
        name = self.of("materials", material)
        return f"{name} ({self.of('sources', source)})" if source else name

    def origin(self, key: str) -> str:
        """Where a haul begins: a source, a kiln or a plant."""
        for table in ("sources", "kilns", "plants"):
            if key in getattr(self.case, table):
                return self.of(table, key)
        return key

    def item(self, key: str) -> str:
        """What is hauled: a material or a product; clinker stands for itself."""
        for table in ("materials", "products", "constituents"):
            if key in getattr(self.case, table):
                return self.of(table, key)
        return key

    def prefecture(self, site: str) -> str:
        """Prefecture of a site, empty where the case says none."""
        row = self.case.sites.get(site)
        return (row.prefecture if row is not None else None) or ""

    @cached_property
    def metrics(self) -> dict[str, str]:
        """Names of the quality ratios, built-in and of the case."""
        column = "name_zh" if self.language == "zh" else "name"
        built_in = {row["metric"]: row[column] or row["name"] for row in read_rows(FOLDER / "metrics.csv")}
        return {key: built_in.get(key) or self.of("metrics", key) for key in metric_defs(self.case)}

    def _name(self, row: object) -> str | None:
        chinese: str | None = getattr(row, "name_zh", None)
        english: str | None = getattr(row, "name", None)
        return (chinese or english) if self.language == "zh" else english
