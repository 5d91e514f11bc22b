"""What the figures of a study are called."""

from __future__ import annotations

from cases.gauges import COST, GaugeError, gauge_from_text
from cases.policy import indicators
from reports.words import Words

GROUPS = {"cost_by_category": "category", "co2_by_scope": "scope"}
"""Groups of totals and the terms that name their members."""
SHOWN = (
    "cost", "cost_system", "cost_cement_sector", "co2_t", "cement_co2", "waste_use", "bulk_waste_use",
    "thermal_substitution", "rail_share", "clinker_t", "cement_t", "clinker_factor", "energy",
)  # fmt: skip
"""Figures by which points are compared; results.csv has all."""


def figure_name(name: str, words: Words) -> str:
    """An indicator, a total or a member of a group in words, with the item or place it is of."""
    group, _, member = name.partition(".")
    if group in GROUPS:
        return words.term(GROUPS[group], member)
    try:
        gauge = gauge_from_text(name)
    except GaugeError:
        return words.measure(name)
    if gauge.indicator == COST or gauge.indicator not in indicators():
        return words.measure(name)
    row = indicators()[gauge.indicator]
    of = ", ".join(part for part in (gauge.item, gauge.only) if part)
    called = row.zh if words.language == "zh" else row.en
    return f"{called} ({of})" if of else called
