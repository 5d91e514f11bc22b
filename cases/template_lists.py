"""What may be chosen in a cell of the template: fixed words, ids of other sheets, units."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from cases.dictionary import TRACE_UNIT, Column, Table, dictionary
from cases.projects import effects
from cases.text import Language, sentence
from cases.units import units_like
from cases.writing import unit_of
from cases.xlsx import put

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "# lists"
LAST_ROW = 5000
"""Rows down to which drop-downs reach."""
WORDS: Mapping[tuple[str, str], Callable[[], Collection[str]]] = {("project_effects", "effect"): effects}
"""Columns whose closed list of words is a table of its own."""
FLAGS: Mapping[Language, str] = {"en": "yes,no", "zh": "是,否"}


@dataclass(slots=True)
class Choices:
    """The workbook's lists: which names exist and where the ids of each table stand."""

    book: Workbook
    language: Language
    titles: Mapping[str, str]
    first_row: int
    units: dict[str, str] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)

    def define(self) -> None:
        """Write the unit lists to a hidden sheet and name every list."""
        self._define_ids()
        sheet = self.book.create_sheet(LISTS)
        wanted = {TRACE_UNIT} | {
            unit_of(c) for t in dictionary().values() for c in t.columns.values() if c.measured
        }
        for at, unit in enumerate(sorted(wanted), start=1):
            spellings = units_like(unit)
            for row, spelling in enumerate([f"# {unit}", *spellings], start=1):
                put(sheet, row, at, spelling)
            letter = get_column_letter(at)
            self.units[unit] = self._name(
                f"units_{at}", f"'{LISTS}'!${letter}$2:${letter}${len(spellings) + 1}"
            )
        self._words(sheet, len(wanted) + 1)
        sheet.sheet_state = "hidden"

    def _words(self, sheet: Worksheet, first: int) -> None:
        """Write and name lists of words too long for a rule itself."""
        for at, (place, words) in enumerate(WORDS.items(), start=first):
            for row, word in enumerate([f"# {place[1]}", *words()], start=1):
                put(sheet, row, at, word)
            letter = get_column_letter(at)
            area = f"'{LISTS}'!${letter}$2:${letter}${len(words()) + 1}"
            self.words[place] = self._name(f"words_{place[1]}", area)

    def unit(self, sheet: Worksheet, cell: str, column: Column) -> None:
        """The units that a column or an item may be given in."""
        if column.measured:
            self._list(sheet, f"={self.units[unit_of(column)]}", cell)

    def value(self, sheet: Worksheet, column: Column, *, letter: str, rows: tuple[int, int]) -> None:
        """What may stand in the cells of a column, or of one item."""
        area = f"{letter}{rows[0]}:{letter}{rows[1]}"
        if column.type == "flag":
            self._list(sheet, f'"{FLAGS[self.language]}"', area)
        elif (column.table, column.key) in self.words:
            self._list(sheet, f"={self.words[column.table, column.key]}", area)
        elif column.choices:
            self._list(sheet, f'"{",".join(column.choices)}"', area)
        elif column.type != "list" and len(column.refers_to) == 1:
            self._list(sheet, f"=ids_{column.refers_to[0]}", area)
        elif column.type != "list" and column.refers_to:
            counts = [f"COUNTIF({self._ids(name)},{letter}{rows[0]})" for name in column.refers_to]
            self._rule(sheet, f"{'+'.join(counts)}>0", area, "template.not_there")
        elif column.measured:
            self._rule(sheet, f"ISNUMBER({letter}{rows[0]})", area, "template.not_a_number")

    def _define_ids(self) -> None:
        referred = {name for t in dictionary().values() for c in t.columns.values() for name in c.refers_to}
        for name in sorted(referred):
            area = self._ids(name)
            first = area.partition(":")[0]
            self._name(f"ids_{name}", f"{first}:INDEX({area},MAX(1,COUNTA({area})))")

    def _ids(self, table: str) -> str:
        """The cells that hold the ids of a table."""
        letter = id_letter(dictionary()[table])
        return f"'{self.titles[table]}'!${letter}${self.first_row}:${letter}${LAST_ROW}"

    def _name(self, name: str, area: str) -> str:
        self.book.defined_names[name] = DefinedName(name, attr_text=area)
        return name

    def _list(self, sheet: Worksheet, source: str, area: str) -> None:
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        self._add(sheet, rule, area, "template.not_in_list")

    def _rule(self, sheet: Worksheet, formula: str, area: str, key: str) -> None:
        rule = DataValidation(type="custom", formula1=formula, allow_blank=True, showErrorMessage=True)
        self._add(sheet, rule, area, key)

    def _add(self, sheet: Worksheet, rule: DataValidation, area: str, key: str) -> None:
        """A warning, not a wall: what is typed all the same is told by the check."""
        rule.errorStyle = "warning"
        rule.errorTitle, rule.error = "Kilnflow", sentence(key, {}, self.language)
        rule.add(area)
        sheet.add_data_validation(rule)


def id_letter(table: Table) -> str:
    """Letter of the column with a table's ids."""
    return get_column_letter(list(table.columns).index(table.key_columns[0]) + 1)
