"""Typed rows of rules and targets; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTermRow(Row):
    """Further linear forms over activities, for thresholds beside the built-in ones."""

    form: str
    activity: str
    item: str
    weight: float
