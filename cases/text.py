"""Keyed text: every sentence for a user is a key with parameters over one catalogue, English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from cases.dictionary import FOLDER, read_rows

CATALOGUES = ("messages.csv", "workbook.csv")
Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Message:
    """One entry; `kind` is error or warning for findings, text for everything else."""

    key: str
    en: str
    zh: str
    kind: str


@cache
def catalogue() -> Mapping[str, Message]:
    """All messages by key."""
    folder = Path(__file__).parent / "text"
    rows = [row for name in CATALOGUES for row in read_rows(folder / name)]
    return {row["key"]: Message(row["key"], row["en"], row["zh"], row["kind"]) for row in rows}


def sentence(key: str, parameters: Mapping[str, object], language: Language = "en") -> str:
    """The text of a key with its parameters filled in.

    A part ``[[text]]`` or ``[[text||otherwise]]`` is left out or replaced when a parameter in it is empty.
    """
    message = catalogue()[key]
    template = message.zh if language == "zh" else message.en
    shown = {name: show(value) for name, value in parameters.items()}
    parts: list[str] = []
    for index, chunk in enumerate(template.replace("]]", "[[").split("[[")):
        text, _, otherwise = chunk.partition("||") if index % 2 else (chunk, "", "")
        parts.append((text if index % 2 == 0 or _filled(text, shown) else otherwise).format_map(shown))
    return "".join(parts)


@cache
def _chinese() -> Mapping[str, str]:
    return {row["en"]: row["zh"] for row in read_rows(FOLDER / "chinese.csv")}


def translated(text: str, language: Language) -> str:
    """A text of the data dictionary in a language; English where it has no Chinese."""
    return _chinese().get(text, text) if language == "zh" else text


def counted(kind: Literal["errors", "warnings"], count: int, language: Language = "en") -> str:
    """`1 error`, `2 errors`."""
    return sentence(f"count.{kind}.{'one' if count == 1 else 'many'}", {"count": count}, language)


def show(value: object) -> str:
    """A parameter as a reader wants it: numbers with few digits, lists with commas, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(show(part) for part in value)
    return str(value)


def _number(value: float) -> str:
    if abs(value) >= 10_000:
        return f"{value:,.0f}"
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.6g}"


def _filled(chunk: str, shown: Mapping[str, str]) -> bool:
    return all(text for name, text in shown.items() if "{" + name + "}" in chunk)
