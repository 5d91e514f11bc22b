"""Marginal values in the words of a planner, English and Chinese."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cases.case import Case, Key
from cases.chemistry import metric_defs
from cases.dictionary import dictionary
from cases.policy import indicators
from cases.text import Language, catalogue, sentence
from optimizer.worth.cells import DAYS, ITEMS
from reports.names import Names

SHOWN = {
    "kt/a": (1e-3, "t"), "kt": (1e-3, "t"), "%": (1.0, "point"), "-": (0.01, "0.01"), "d": (1.0, "day"),
    "t/d": (1.0, "t/d"),
}  # fmt: skip
"""Units in which a limit is spoken of: their size in the unit of the dictionary."""
OPEN = 1e9
"""Figure from which a range is without end."""
CARRIED = {"links", "transfers"}
"""Tables whose capacity is also told by the wagon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a sentence on a marginal value needs."""

    table: str
    key: Key
    column: str
    now: float
    better: str
    value: float
    per: str
    low: float
    high: float
    at_least: bool
    aim_unit: str


def per(unit: str) -> tuple[float, str]:
    """Size and name of the unit in which a figure of ``unit`` is spoken of."""
    return SHOWN.get(unit, (1.0, unit))


def unit_of(case: Case, table: str, key: Key, column: str) -> str:
    """Unit of a figure as it stands in its cell."""
    if table == DAYS:
        return "d"
    if table == "limits":
        return metric_defs(case)[key[1]].unit or "-"
    if table == "targets":
        target = case.targets[str(key)]
        return "%" if target.base_value is not None else indicators()[target.indicator].unit
    found = dictionary()[table].columns.get(str(key) if table in ITEMS else column)
    return "-" if found is None else found.unit


def tell(case: Case, told: Told, language: Language) -> str:
    """One sentence: what a unit more or less saves, between which figures, and what stands there now."""
    unit = unit_of(case, told.table, told.key, told.column)
    shown = "" if unit == "-" else unit
    return sentence(
        f"worth.{told.better}",
        {
            "per": _per(told.per, language),
            "what": what(case, told.table, told.key, told.column, language),
            "value": f"{amount(told.value)} {told.aim_unit}",
            "wagon": _wagon(case, told, language),
            "till": _till(told, language),
            "unit": shown,
            "now": figure(told.now),
        },
        language,
    )


def what(case: Case, table: str, key: Key, column: str, language: Language) -> str:
    """A figure in words: the running time of Kiln X in winter, the lower limit of KH in set Y."""
    names = Names(case, language)
    key_name = _named(names, table, key)
    special = f"worth.what.{table}.{column}"
    known = dictionary().get(table)
    label = None if known is None else known.columns.get(str(key) if table in ITEMS else column)
    return sentence(
        special if special in catalogue() else "worth.what.item" if table in ITEMS else "worth.what.any",
        {
            "name": key_name,
            "label": column if label is None else (label.zh if language == "zh" else label.en),
            "first": key_name if isinstance(key, str) else _first(names, table, key),
            "second": "" if isinstance(key, str) else _second(case, names, table, key),
            "third": _third(case, names, key),
        },
        language,
    )


NAMED = {
    DAYS: ("kilns", "periods"), "demand": ("markets", "products"),
    "dosing": ("kiln_classes", "materials"), "recipes": ("products", ""),
}  # fmt: skip
"""Tables that the parts of a key name."""


def _named(names: Names, table: str, key: Key) -> str:
    if isinstance(key, str):
        return names.of(table, key) if table not in ITEMS else key
    return " + ".join(key)


def _first(names: Names, table: str, key: tuple[str, ...]) -> str:
    own = NAMED.get(table, ("", ""))[0]
    return names.of(own, key[0]) if own else key[0]


def _second(case: Case, names: Names, table: str, key: tuple[str, ...]) -> str:
    """The second part of a key; a period only where there are several."""
    if table == DAYS:
        return _period(case, names, key[1])
    if table == "limits":
        return names.metrics.get(key[1], key[1])
    own = NAMED.get(table, ("", ""))[1]
    return names.of(own, key[1]) if own else key[1]


def _third(case: Case, names: Names, key: Key) -> str:
    """A period of a key of three parts, where there are several."""
    return "" if isinstance(key, str) or len(key) < 3 else _period(case, names, key[2])


def _period(case: Case, names: Names, period: str) -> str:
    """Name of a period, its id where others are called the same; nothing where there is only one."""
    if len(case.periods) == 1:
        return ""
    called = [names.of("periods", other) for other in case.periods]
    name = names.of("periods", period)
    return name if called.count(name) == 1 else period


def _per(unit: str, language: Language) -> str:
    key = f"worth.per.{unit}"
    return sentence(key, {}, language) if key in catalogue() else f"1 {unit}"


def _till(told: Told, language: Language) -> str:
    """The figure up to which the rate holds; nothing where it has no end."""
    end = told.high if told.better == "more" else told.low
    if end >= OPEN or end <= 0:
        return ""
    return sentence("worth.at_least", {"figure": figure(end)}, language) if told.at_least else figure(end)


def _wagon(case: Case, told: Told, language: Language) -> str:
    """What a vehicle's load more is worth, of a link or terminal."""
    if told.table not in CARRIED or told.per != "t":
        return ""
    row = getattr(case, told.table)[told.key]
    mode = case.modes.get(row.mode if told.table == "links" else "rail")
    if mode is None or not mode.payload:
        return ""
    parameters = {
        "load": figure(mode.payload),
        "value": f"{amount(told.value * mode.payload)} {told.aim_unit}",
    }
    return sentence("worth.wagon", parameters, language)


def amount(value: float) -> str:
    """Money or tonnes to four figures that count."""
    if not value:
        return "0"
    digits = 3 - math.floor(math.log10(abs(value)))
    return f"{round(value, digits):,.{min(max(0, digits), 2)}f}"


def figure(value: float) -> str:
    """A figure without noise."""
    return f"{float(f'{value:.6g}'):,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
