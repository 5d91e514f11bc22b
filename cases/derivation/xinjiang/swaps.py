"""Swaps of stop time: every line fed mainly by carbide slag with every limestone line of its area."""

from __future__ import annotations

from cases.derivation.xinjiang.editions import Edition
from cases.derivation.xinjiang.files import Row, Tables
from cases.derivation.xinjiang.kilns import SLAG_CLASSES


def swaps(tables: Tables, edition: Edition) -> list[Row]:
    """The swaps table; none where the edition has no rule of swaps."""
    told = edition.every("swap_rule")
    lines = [row for row in tables["kilns"] if row["class"] in SLAG_CLASSES]
    partners = [row for row in tables["kilns"] if row["class"] not in SLAG_CLASSES]
    return [
        {"kiln": line["kiln"], "partner": partner["kiln"], **rule}
        for rule in told
        for line in lines
        for partner in partners
        if partner["area"] == line["area"]
    ]
