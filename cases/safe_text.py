"""Text that stays text: nothing a spreadsheet opens turns into a formula, in a workbook or in a csv file."""

from __future__ import annotations

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
LONGEST = 32_767
"""Characters a cell of a workbook can hold."""
Value = str | float | int | bool | None
"""What a cell that we write may hold."""


def clean(text: str) -> str:
    """Without blanks around nor control characters, which no workbook holds; line ends as one line feed."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def guarded(value: object) -> object:
    """Text of a csv cell: one that begins like a formula gets an apostrophe, numbers and a lone dash stay."""
    if not isinstance(value, str) or value == "-":
        return value
    risky = value.startswith(FORMULA_STARTS) and not _is_number(value)
    return f"'{value}" if risky or _GUARDED.match(value) else value


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
