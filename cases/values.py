"""From one cell to one typed value in the dictionary's unit; what cannot be read is a finding."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cases.calendar import MONTH_DAYS
from cases.dictionary import Column
from cases.findings import CellRef, Findings
from cases.nearest import nearest
from cases.row import MonthDay
from cases.safe_text import LONGEST, clean
from cases.sheets import NO_UNIT, Changed, text_of, unit_factor
from cases.tables import CellValue, ErrorCell, PercentCell, Uncalculated
from cases.units import WrongUnit, factor_between

_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?")
_DATE = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_NOT_IN_ID = re.compile(r"[+;@*=\s]")
_INFINITE = frozenset({"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "∞"})
EMPTY_WORD = "blank"
FLAGS = dict.fromkeys(("yes", "y", "true", "是", "1"), True) | dict.fromkeys(
    ("no", "n", "false", "否", "0"), False
)


class Bad:
    """Stands for a value that could not be read."""


BAD: Final = Bad()


@dataclass(slots=True)
class Spot:
    """Where the reader stands: it makes findings out of what it sees there."""

    findings: Findings
    cell_of: Callable[[], CellRef]
    subject: str
    column: Column
    factor: float = 1.0

    def bad(self, code: str, **parameters: object) -> Bad:
        """Add an error and return the mark of a bad value."""
        self.add(code, **parameters)
        return BAD

    def add(self, code: str, **parameters: object) -> None:
        """Add a finding about this cell."""
        cell = self.cell_of()
        name = cell.heading or self.column.key
        self.findings.add(code, subject=self.subject, cell=cell, column=name, **parameters)


def parse(value: CellValue | Changed, spot: Spot) -> object:
    """The typed value, None for an empty cell, or BAD."""
    if type(value) is str:
        return _PARSERS[spot.column.type](value, spot) if value and not value.isspace() else None
    if isinstance(value, Changed):
        return _changed(value, spot)
    if value is None:
        return None
    if isinstance(value, ErrorCell):
        return spot.bad("error_cell", found=value.text)
    if isinstance(value, Uncalculated):
        return spot.bad("uncalculated_formula", found=value.formula)
    return _PARSERS[spot.column.type](value, spot)


def default_of(column: Column) -> object:
    """The dictionary's default, typed."""
    spot = Spot(Findings(), lambda: CellRef(file="", sheet=""), "", column)
    return parse(column.default, spot)


def _changed(value: Changed, spot: Spot) -> object:
    if not value.multiply:
        return _set(value, spot)
    base = parse(value.base, spot)
    if base is None and spot.column.blank == "default":
        base = default_of(spot.column)
    if base is None:
        return None if value.all_rows else spot.bad("multiply_blank", found=value.value)
    if isinstance(base, Bad):
        return BAD
    if not isinstance(base, int | float) or isinstance(base, bool):
        return spot.bad("multiply_text", found=value.value)
    factor = _loose(unicodedata.normalize("NFKC", value.value).strip())
    if factor is None:
        return spot.bad("wrong_type_number", found=value.value)
    return _in_range(float(f"{base * factor:.15g}"), spot)


def _set(value: Changed, spot: Spot) -> object:
    text = value.value.strip()
    if text in ("", EMPTY_WORD):
        return None
    if not spot.column.measured:
        return parse(text, spot)
    match = _PLAIN.match(text)
    unit = text[match.end() :].strip() if match else ""
    factor: float | None = 1.0
    if match and unit:
        factor = unit_factor(unit, spot.column, spot.cell_of(), spot.findings)
        text = match.group()
    if factor is None:
        return BAD
    return parse(text, Spot(spot.findings, spot.cell_of, spot.subject, spot.column, factor))


def _number(value: CellValue, spot: Spot) -> object:
    if isinstance(value, str):
        number = _read_number(value, spot)
    elif isinstance(value, PercentCell):
        number = _percent(value.value * 100, f"{value.value * 100:.6g} %", spot)
    elif isinstance(value, dt.date | dt.time):
        number = spot.bad("date_as_number", found=_shown_date(value))
    elif isinstance(value, bool) or not isinstance(value, int | float):
        number = spot.bad("wrong_type_number", found=text_of(value))
    else:
        number = float(value)
    if isinstance(number, Bad):
        return BAD
    if not math.isfinite(number):
        return spot.bad("not_finite", found=str(number))
    if spot.factor != 1.0:
        number = float(f"{number * spot.factor:.15g}")
    return _in_range(number + 0.0, spot)  # a workbook knows no negative zero


def _shown_date(value: dt.date | dt.time) -> str:
    """A date without the midnight that Excel puts behind it."""
    return str(value).removesuffix(" 00:00:00")


def _read_number(text: str, spot: Spot) -> float | Bad:
    if _PLAIN.fullmatch(text):
        return float(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.casefold() in _INFINITE:
        return spot.bad("not_finite", found=text.strip())
    if plain.endswith("%") and (number := _loose(plain[:-1].strip())) is not None:
        return _percent(number, text.strip(), spot)
    loose = _loose(plain)
    if loose is None:
        return spot.bad("wrong_type_number", found=text.strip())
    if plain != text.strip() or not _PLAIN.fullmatch(plain):
        spot.add("number_as_text", found=text.strip(), value=loose)
    return loose


def _loose(text: str) -> float | None:
    if _PLAIN.fullmatch(text):
        return float(text)
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(",", "").replace(" ", ""))
    return None


def _percent(number: float, found: str, spot: Spot) -> float | Bad:
    """A figure with a per cent sign, brought to the unit of its column."""
    if spot.column.unit in NO_UNIT:
        return spot.bad("wrong_type_number", found=found)
    factor = factor_between("%", spot.column.unit)
    if isinstance(factor, WrongUnit):
        return spot.bad("wrong_type_number", found=found)
    spot.add("percent_as_number", found=found, value=number)
    return number * factor / spot.factor


def _in_range(number: float, spot: Spot) -> object:
    column = spot.column
    low, high = column.low, column.high
    if not math.isfinite(number):
        return spot.bad("not_finite", found=str(number))
    if (low is not None and number < low) or (high is not None and number > high):
        code = "too_low" if high is None else "out_of_range"
        return spot.bad(code, value=number, low=low, high=high, unit=_shown_unit(column))
    if column.type == "integer":
        if abs(number - round(number)) > 1e-9:
            return spot.bad("wrong_type_integer", found=number)
        return round(number)
    return number


def _shown_unit(column: Column) -> str:
    return "" if column.unit in NO_UNIT else column.unit


def _text(value: CellValue, spot: Spot) -> object:
    text = clean(text_of(value))
    if len(text) > LONGEST:
        return spot.bad("text_too_long", length=len(text), limit=LONGEST)
    return text or None


def _id(value: CellValue, spot: Spot) -> object:
    text = unicodedata.normalize("NFKC", text_of(value))
    if _NOT_IN_ID.search(text) or text.startswith("#"):
        return spot.bad("bad_id", found=text)
    return text


def _ref(value: CellValue, _: Spot) -> object:
    return unicodedata.normalize("NFKC", text_of(value))


def _list(value: CellValue, _: Spot) -> object:
    parts = unicodedata.normalize("NFKC", text_of(value)).split(";")
    return tuple(part.strip() for part in parts if part.strip()) or None


def _flag(value: CellValue, spot: Spot) -> object:
    if isinstance(value, bool):
        return value
    text = unicodedata.normalize("NFKC", text_of(value)).casefold()
    return FLAGS[text] if text in FLAGS else spot.bad("wrong_type_flag", found=text_of(value))


def _enum(value: CellValue, spot: Spot) -> object:
    text = unicodedata.normalize("NFKC", text_of(value))
    if text in spot.column.choices:
        return text
    return spot.bad(
        "unknown_choice", found=text, allowed=spot.column.choices, nearest=nearest(text, spot.column.choices)
    )


def _date(value: CellValue, spot: Spot) -> object:
    shown = f"{value.month}-{value.day}" if isinstance(value, dt.date) else text_of(value)
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", shown))
    if match:
        month, day = int(match[1]), int(match[2])
        if 1 <= month <= 12 and 1 <= day <= MONTH_DAYS[month - 1]:
            return MonthDay(month, day)
    return spot.bad("wrong_type_date", found=text_of(value))


_PARSERS: dict[str, Callable[[CellValue, Spot], object]] = {
    "number": _number,
    "integer": _number,
    "text": _text,
    "id": _id,
    "ref": _ref,
    "list": _list,
    "flag": _flag,
    "enum": _enum,
    "date": _date,
}
