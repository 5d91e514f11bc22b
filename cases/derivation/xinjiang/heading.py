"""The case table: hand-written choices, and what the case covers in figures."""

from __future__ import annotations

from cases.derivation.xinjiang.files import Row, given, number
from cases.derivation.xinjiang.share import case_cement, identified_share, regional_cement


def case() -> list[Row]:
    """The case table."""
    text = {"item": "coverage", "value": _coverage(), "source": "SOURCES.md", "confidence": "derived"}
    return [*given("case"), text]


def _coverage() -> str:
    """What part of the region the case covers and how the rest is treated."""
    share = f"{number(identified_share() * 100, 1)} %"
    ours, whole = number(case_cement() / 1000, 2), number(regional_cement() / 1000, 2)
    return (
        "43 identified kiln sites with 52 of the region's 75 clinker lines; "
        f"they hold {share} of its clinker capacity. Demand is {ours} Mt of cement, {share} of the "
        f"{whole} Mt made in 2022, split by prefecture. Waste that is not captive to one of these kilns "
        f"counts with the same {share} (arising, use elsewhere and what is left alike), so that lines that "
        "could not be placed keep their part of market and waste. Captive slag counts in full."
    )
