"""The answer to why not in sentences."""

from __future__ import annotations

import math

from cases.case import Case
from cases.text import Language, sentence
from optimizer.worth.question import CHOICES
from optimizer.worth.whynot import Answer
from optimizer.worth.words import amount, figure
from reports.names import Names


def lines(case: Case, answer: Answer, language: Language) -> list[str]:
    """What it would cost, of what it is made, and what would make it enter."""
    parameters = _parameters(case, answer, language)

    def say(key: str, **more: object) -> str:
        return sentence(f"whynot.{key}", {**parameters, **more}, language)

    if answer.is_used:
        told = [say("used")]
        told.append(say("cannot_without") if answer.extra is None else say("without"))
    else:
        told = [say("unused")]
        told += [say("cannot_with")] if answer.extra is None else _with(answer, say)
    if answer.extra is not None and answer.extra < 0:
        told.append(say("better"))
    if answer.extra is not None and math.isfinite(answer.open):
        told.append(say("open", open=_money(answer.open, answer.unit)))
    if answer.extra is not None and math.isinf(answer.open):
        told.append(say("not_searched"))
    return told


def _with(answer: Answer, say: object) -> list[str]:
    assert callable(say)
    extra = answer.extra or 0.0
    told = [say("with")]
    if answer.question.is_of_hauls:
        told.append(say("own"))
        if answer.fixed is None:
            told.append(say("choice"))
    if extra > 0:
        told.append(say("enter_haul" if answer.question.is_of_hauls else "enter_choice"))
    return told


def _parameters(case: Case, answer: Answer, language: Language) -> dict[str, object]:
    extra = answer.extra or 0.0
    per_unit = extra / answer.amount if answer.amount else extra / answer.used if answer.used else 0.0
    own = answer.own_cost or 0.0
    return {
        "subject": subject(case, answer, language),
        "used": _used(answer, answer.used, language),
        "amount": _used(answer, answer.amount, language),
        "dearer": sentence("whynot.dearer" if extra >= 0 else "whynot.cheaper", {}, language),
        "extra": _money(abs(extra), answer.unit),
        "per_unit": _money(abs(per_unit), answer.unit) if answer.question.is_of_hauls else "",
        "own": _money(own, answer.unit),
        "least": _money(own - per_unit, answer.unit),
        "path": answer.path,
    }


def _money(value: float, unit: str) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}{amount(abs(value))} {unit}"


def _used(answer: Answer, value: float, language: Language) -> str:
    """Tonnes, lines of a kiln, units of a project; nothing of a yes or no."""
    if answer.question.is_of_hauls:
        return f"{figure(round(value, 1))} t"
    kind = answer.question.choice[0]
    return (
        sentence(f"whynot.unit.{kind}", {"count": figure(value)}, language)
        if kind in ("kiln", "project")
        else ""
    )


def subject(case: Case, answer: Answer, language: Language) -> str:
    """What was asked for, by name."""
    names, question = Names(case, language), answer.question
    if question.path is not None:
        return sentence("whynot.of.path", {"path": question.path}, language)
    if question.source is not None:
        at = "" if question.kiln is None else names.of("kilns", question.kiln)
        return sentence(
            "whynot.of.source", {"source": names.of("sources", question.source), "kiln": at}, language
        )
    kind, name = question.choice
    return names.of(CHOICES[kind][1], name)
