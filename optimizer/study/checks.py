"""Checks of a study against its case: scenarios, changes, gauges, options; all are told, none is raised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases import Case, Change, Findings, change_from_text
from cases.changes import Meant
from cases.gauges import Bound, Gauge, GaugeError, bound_from_text, check_gauge, gauge_from_text
from cases.nearest import nearest
from optimizer.options import OptionError, RunOptions
from optimizer.study.common import Common
from optimizer.study.typed import Entry

OPTIONS = ("aim", "money", "carbon_price", "co2_cap")
OF_ALL = ("gap", "time_limit", "seed")
"""Options that only the study as a whole states."""


class Checks:
    """The case that a study is about, and where to tell what is wrong with it."""

    def __init__(self, case: Case, findings: Findings, seed: int | None = None) -> None:
        self.case = case
        self.findings = findings
        self.seed = seed
        """In place of every seed of the study."""
        self.meant: list[Meant] = []
        """Changes to be checked against the sheets of the case."""
        self._told: set[tuple[str, str, str, str]] = set()
        self.scenarios = tuple(dict.fromkeys(row.scenario for row in case.scenarios.values()))

    def tell(self, code: str, entry: Entry, field: str | None, **parameters: object) -> None:
        """A finding at a field of a row; of what holds for every part, one is enough."""
        subject = str(parameters.pop("subject", entry.table))
        place = entry.place(field)
        told = (code, subject, str(place), repr(parameters))
        if told not in self._told:
            self._told.add(told)
            self.findings.add(code, subject=subject, cell=place, **parameters)

    def named(self, names: Sequence[str], entry: Entry, field: str) -> tuple[str, ...]:
        """Scenarios; those that the case does not have are told."""
        for name in names:
            if name not in self.scenarios:
                known = sorted(self.scenarios)
                self.tell(
                    "unknown_scenario", entry, field, subject=name, nearest=nearest(name, known), known=known
                )
        return tuple(names)

    def changes(self, texts: Sequence[str], entry: Entry, field: str = "changes") -> tuple[Change, ...]:
        """Changes; what is none is told, the rest is kept to be checked."""
        found = [(text, change_from_text(text, Findings())) for text in texts]
        for text, change in found:
            if change is None:
                self.tell("bad_change", entry, field, subject=text)
        return tuple(self.mean(change, entry, field) for _, change in found if change is not None)

    def mean(self, change: Change, entry: Entry, field: str) -> Change:
        """Keep a change to be checked."""
        self.meant.append(Meant(change, entry.place(field)))
        return change

    def cell(self, text: str, entry: Entry, action: str, value: str) -> Change | None:
        """The change of a cell ``TABLE.ROW.COLUMN`` to a value, or None with a finding."""
        found = Findings()
        change = change_from_text(f"{text}{'*' if action == 'multiply' else ''}={value}", found)
        if change is None:
            self.tell("study.read.cell", entry, "cell", found=text)
            return None
        return self.mean(change, entry, "cell")

    def gauge(self, text: str, entry: Entry, field: str) -> Gauge | None:
        """A gauge of the case, or None with a finding."""
        try:
            gauge = gauge_from_text(text)
            check_gauge(self.case, gauge)
        except GaugeError as error:
            self.tell(error.code, entry, field, **error.parameters)
            return None
        return gauge

    def bounds(self, texts: Sequence[str], entry: Entry) -> tuple[str, ...]:
        """Bounds as texts of one form; what is none is told."""
        found: list[Bound] = []
        for text in texts:
            try:
                bound = bound_from_text(text)
                check_gauge(self.case, bound.gauge)
                found.append(bound)
            except GaugeError as error:
                self.tell(error.code, entry, "bounds", **error.parameters)
        return tuple(str(bound) for bound in found)

    def common(self, part: str, entry: Entry, general: Entry | None) -> Common:
        """What holds for every point of a row's part: what the study says, then what the row says."""
        rows = [row for row in (general, entry) if row is not None]
        scenarios = [s for row in rows for s in self.named(row["scenarios"], row, "scenarios")]
        changes = [c for row in rows for c in self.changes(row["changes"], row)]
        bounds = [b for row in rows for b in self.bounds(row["bounds"], row)]
        options: dict[str, Any] = {
            name: row[name]
            for row in rows
            for name in (*OPTIONS, *(OF_ALL if row is general else ()))
            if row[name] is not None
        }
        if self.seed is not None:
            options["seed"] = self.seed
        if bounds:
            options["bounds"] = bounds
        self._options(options, entry, changes, scenarios)
        return Common(part=part, scenarios=tuple(scenarios), changes=tuple(changes), options=options)

    def _options(
        self, options: dict[str, Any], entry: Entry, changes: Sequence[Change], scenarios: Sequence[str]
    ) -> None:
        """Tell options that do not go together, as far as no scenario or change may mend them."""
        plain = {name: value for name, value in options.items() if name != "bounds"}
        try:
            asked = RunOptions(**plain)
            if not scenarios and not changes and entry.table in ("points", "curves", "draws", "tornados"):
                asked.resolved(self.case.info)
        except OptionError as error:
            self.tell(error.code, entry, "aim", **error.parameters)
