"""Sentences of audit findings, keyed by code over the catalogue `cases/text/audit.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import cases.text
from cases.dictionary import read_rows
from cases.text import Language, show
from models.audit.finding import AuditFinding

CATALOGUE = Path(cases.text.__file__).parent / "text" / "audit.csv"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Templates by code and language; a part in ``[[ ]]`` is dropped when a parameter in it is empty."""
    return {row["key"]: {"en": row["en"], "zh": row["zh"]} for row in read_rows(CATALOGUE)}


def sentence(finding: AuditFinding, language: Language = "en") -> str:
    """The finding as one sentence with its numbers and units."""
    fields = {name: getattr(finding, name) for name in ("subject", "period", "value", "limit", "unit")}
    shown = {name: show(value) for name, value in {**fields, **finding.params}.items()}
    parts = catalogue()[finding.code][language].replace("]]", "[[").split("[[")
    kept = [
        part
        for index, part in enumerate(parts)
        if index % 2 == 0 or all(text for name, text in shown.items() if "{" + name + "}" in part)
    ]
    return "".join(kept).format_map(shown)
