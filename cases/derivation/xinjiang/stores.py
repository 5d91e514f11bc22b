"""What plants keep from season to season: clinker at kilns, the main cement in the silos of mills."""

from __future__ import annotations

from cases.derivation.xinjiang.editions import Edition
from cases.derivation.xinjiang.files import Row, Tables, number

YEAR_DAYS = 310  # a mill's capacity of a year is that of so many days


def stores(tables: Tables, edition: Edition) -> list[Row]:
    """The stores table: so many days of a line's or a mill's capacity."""
    rules = {row["goods"]: row for row in edition.given("store_days")}
    clinker = [
        _store(row["kiln"], float(row["capacity"]) * int(row["lines"]) / 1000, rules["clinker"])
        for row in tables["kilns"]
    ]
    cement = [
        _store(row["plant"], float(row["capacity"]) / YEAR_DAYS, rule)
        for goods, rule in rules.items()
        if goods != "clinker"
        for row in tables["plants"]
    ]
    return clinker + cement


def _store(place: str, a_day: float, rule: Row) -> Row:
    """Row of the table; ``a_day`` in kt."""
    return {
        "place": place,
        "capacity": number(a_day * float(rule["days"]), 2),
        **{key: rule[key] for key in ("goods", "holding_cost", "loss", "source", "confidence")},
        "note": f"{rule['days']} d of capacity ({rule['low']}-{rule['high']} d); {rule['note']}",
    }
