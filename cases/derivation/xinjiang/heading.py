"""The two vertical tables: the case itself and its factors."""

from __future__ import annotations

from cases.derivation.xinjiang.files import Row, assumed, given, number
from cases.derivation.xinjiang.share import case_cement, identified_share, regional_cement


def case() -> list[Row]:
    """The case table."""
    rows = given("case")
    texts = {
        "id": "xinjiang",
        "name": "Xinjiang 2022: industrial waste to cement kilns",
        "name_zh": "新疆2022：工业固废与水泥窑",
        "coverage": coverage(),
    }
    head = [
        {"item": key, "value": text, "source": "Name of the case" if key != "coverage" else "SOURCES.md",
         "confidence": "derived" if key == "coverage" else "reported"}
        for key, text in texts.items()
    ]  # fmt: skip
    return head + rows


def coverage() -> str:
    """What part of the region the case covers and how the rest is treated."""
    share = number(identified_share() * 100, 1)
    return (
        f"43 identified kiln sites with 52 of the region's 75 clinker lines; they hold {share} % of its clinker "
        f"capacity. Demand is {number(case_cement() / 1000, 2)} Mt of cement, {share} % of the "
        f"{number(regional_cement() / 1000, 2)} Mt made in 2022, split by prefecture. Waste that is not captive to "
        f"one of these kilns counts with the same {share} % (arising, use elsewhere and what is left alike), so that "
        "lines that could not be placed keep their part of market and waste. Captive slag counts in full."
    )


def factors() -> list[Row]:
    """The factors table: the two figures without a default and those that differ from it."""
    return [
        {
            "item": "grid_co2", "value": number(assumed("grid_co2"), 4), "unit": "kg/kWh",
            "low": "0.5543", "high": "0.6231",
            "source": "Provincial grid factor of Xinjiang 2022 (fact base, params.csv)", "confidence": "reported",
            "note": "North-west grid 2023: 0.5543",
        },
        {
            "item": "electricity_price", "value": number(assumed("electricity_price")), "unit": "CNY/kWh",
            "low": "0.35", "high": "0.50", "source": "Large-industry price of the time", "confidence": "assumed",
            "note": "",
        },
    ]  # fmt: skip
