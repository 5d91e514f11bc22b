"""What counts in which total: the two money totals and the physical CO2 scopes. Never mixed."""

from __future__ import annotations

SYSTEM = (
    "virgin_materials",
    "freight",
    "handling",
    "electricity",
    "kiln_variable",
    "kiln_start",
    "milling",
    "storage",
    "disposal",
    "imports",
    "capture",
    "green_power",
    "line_fixed",
    "investment",
    "project_fixed",
    "project_variable",
)
"""Cost to the region: payments between its parties net out, disposal counts once."""
CEMENT = (
    "virgin_materials",
    "waste_price",
    "freight",
    "handling",
    "electricity",
    "kiln_variable",
    "kiln_start",
    "milling",
    "storage",
    "imports",
    "capture",
    "green_power",
    "line_fixed",
    "investment",
    "project_fixed",
    "project_variable",
    "carbon_market",
    "vat_refund",
)
"""Cost to the cement sector: gate prices paid or fees received, no producer's disposal or tax."""
CO2_SCOPES = (
    "process", "fuel_fossil", "electricity", "transport", "imports", "disposal", "captured", "green_power",
)  # fmt: skip
"""Scopes of the physical book, which add up to its total; biogenic fuel CO2 is a memo beside it.

What is captured and the grid CO2 that green power saves are scopes of their own, below zero.
"""
OF_PROJECTS = frozenset(
    {
        "capture", "green_power", "captured", "line_fixed", "investment", "project_fixed",
        "project_variable",
    }
)  # fmt: skip
"""Categories and scopes that only projects bring: not told where a plan has none of them."""
