"""What a user asks why not of: a source, a kiln, a way, a project, a rail service or a rule of the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cases.case import Case
from cases.nearest import nearest
from models.build import Built
from models.objective import Aim
from models.registry import Ints
from optimizer.proof import with_pairs
from optimizer.stages import Transport

CHOICES = {
    "kiln": ("y_lines", "kilns"), "project": ("y_on", "projects"), "service": ("y_service", "services"),
    "rule": ("y_rule", "thresholds"),
}  # fmt: skip
"""What may be asked for by itself: the family of its choices and its table in the case."""


class QuestionError(Exception):
    """A question that nothing answers; `code` and `parameters` make the sentence."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing asked; a ``source`` may be asked for at one ``kiln``, ``path`` is as in the tables."""

    source: str | None = None
    kiln: str | None = None
    path: str | None = None
    project: str | None = None
    service: str | None = None
    rule: str | None = None
    amount: float = 1000.0
    """Wet tonnes a year of what is hauled that a plan is made to use."""

    @property
    def is_of_hauls(self) -> bool:
        """Whether hauls are asked for, not a choice."""
        return self.source is not None or self.path is not None

    def checked(self, case: Case) -> Question:
        """The question itself, where the case knows all that it names."""
        asked = [self.source, self.path, self.project, self.service, self.rule]
        if sum(one is not None for one in asked) + (self.kiln is not None and not self.is_of_hauls) != 1:
            raise QuestionError("whynot.one")
        if not self.amount > 0:
            raise QuestionError("whynot.amount", amount=self.amount)
        _known("--source", self.source, case.sources)
        for name, (_, table) in CHOICES.items():
            _known(f"--{name}", getattr(self, name), getattr(case, table))
        return self

    @property
    def choice(self) -> tuple[str, str]:
        """The kind of choice asked for and its id."""
        return next((name, one) for name in CHOICES if (one := getattr(self, name)) is not None)


def _known(option: str, name: str | None, known: Iterable[str]) -> None:
    if name is not None and name not in known:
        raise QuestionError("whynot.unknown", option=option, found=name, nearest=nearest(name, known))


def with_asked(transport: Transport, question: Question, case: Case, aim: Aim) -> Transport:
    """The transport with the pairs asked for let in, however far apart."""
    left = transport.pairs.left_out
    if not question.is_of_hauls or left.empty:
        return transport
    if question.source is not None:
        wanted = left["origin"].eq(question.source)
        if question.kiln is not None:
            wanted &= left["destination_site"].eq(case.kilns[question.kiln].site)
    else:
        ends = left["origin_site"] + ">" + left["destination_site"] + ":"
        wanted = pd.Series([str(question.path).startswith(end) for end in ends], index=left.index, dtype=bool)
    return with_pairs(transport, left[wanted], aim) if wanted.any() else transport


@dataclass(frozen=True, slots=True)
class Asked:
    """Columns of the registry that are asked for, and choices that go with them."""

    columns: Ints
    near: Ints
    """Whole columns that a small change may touch: of the kilns at the place, and the choice."""
    index: pd.DataFrame
    """What each column is."""


def asked_columns(built: Built, question: Question) -> Asked:
    """Columns of a question in the registry; an error where the model has none."""
    registry, case = built.registry, built.data.case
    if not question.is_of_hauls:
        kind, name = question.choice
        family = registry.columns.get(CHOICES[kind][0])
        if family is None:
            raise QuestionError("whynot.no_choice", subject=name)
        places = np.flatnonzero(family.index[kind].astype(str) == name)
        columns = family.numbers[places]
        near = np.concatenate([columns, _near(built, [name] if kind == "kiln" else [])])
        return _asked(columns, near, family.index.iloc[places])
    family = registry.columns["v_haul"]
    frame = family.index.merge(
        built.hauls.frame, on=["origin", "item", "use", "destination", "path"], how="left"
    )
    here = _hauls_asked(frame, question, case)
    if not here.any():
        raise QuestionError("whynot.no_way", subject=question.path or question.source)
    sites = set(frame.loc[here, "destination_site"])
    kilns = [kiln.kiln for kiln in case.kilns.values() if kiln.site in sites]
    return _asked(family.numbers[here], _near(built, kilns), frame[here])


def _hauls_asked(frame: pd.DataFrame, question: Question, case: Case) -> npt.NDArray[np.bool_]:
    """Which hauls of the model a question is of."""
    if question.path is not None:
        return np.asarray(frame["path"] == question.path)
    here = np.asarray(frame["origin"] == question.source)
    if question.kiln is None:
        return here
    site = case.kilns[question.kiln].site
    there = np.asarray((frame["destination_site"] == site) & (frame["use"] == "kiln"))
    return np.asarray(here & there)


def _asked(columns: Ints, near: Ints, index: pd.DataFrame) -> Asked:
    if not len(columns):
        raise QuestionError("whynot.no_way", subject="")
    return Asked(
        np.asarray(columns, dtype=np.int64), np.unique(near).astype(np.int64), index.reset_index(drop=True)
    )


def _near(built: Built, kilns: list[str]) -> Ints:
    """Whole columns of some kilns."""
    parts = [
        family.numbers[family.index["kiln"].isin(kilns).to_numpy()]
        for family in built.registry.columns.values()
        if family.domain != "continuous" and "kiln" in family.index
    ]
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])
