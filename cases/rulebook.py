"""What a rule is: a check over the typed case that runs only where the tables it needs are whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cases.case import Case
from cases.findings import Findings

Check = Callable[[Case, Findings], None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and the tables that must be free of errors for it to make sense."""

    needs: frozenset[str]
    check: Check


def needs(*tables: str) -> Callable[[Check], Rule]:
    """Turn a check into a rule."""

    def mark(check: Check) -> Rule:
        return Rule(frozenset(tables), check)

    return mark
