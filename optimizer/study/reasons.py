"""Why a point has no plan, or what the audit found: a message's code and parameters, told in any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from cases.findings import Finding
from cases.text import Language, sentence, show


@dataclass(frozen=True, slots=True)
class Reason:
    """A message of the catalogue; ``more`` are told in its parameter ``told``."""

    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    more: Sequence[Reason] = ()

    @classmethod
    def of(cls, code: str, **parameters: object) -> Reason:
        """With parameters as JSON has them."""
        return cls(code, {name: _plain(value) for name, value in parameters.items()})

    @classmethod
    def of_finding(cls, finding: Finding) -> Reason:
        """That of a case."""
        return cls.of(finding.code, **{"subject": finding.subject, **finding.parameters})

    def sentence(self, language: Language = "en") -> str:
        """In words."""
        told = [one.sentence(language) for one in self.more]
        between = "" if language == "zh" else " "
        parameters = {**self.parameters, "told": between.join(told)} if told else self.parameters
        return sentence(self.code, parameters, language)

    def as_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> Reason:
        """What ``as_json`` wrote."""
        return cls(known["code"], known["parameters"], tuple(cls.from_json(one) for one in known["more"]))


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return show(value)
