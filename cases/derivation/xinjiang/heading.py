"""The case table: hand-written choices, and what the case covers in figures."""

from __future__ import annotations

from cases.derivation.xinjiang.cement import case_cement, regional_cement
from cases.derivation.xinjiang.editions import BASE, Edition
from cases.derivation.xinjiang.files import Row, number
from cases.derivation.xinjiang.share import identified_share


def case(edition: Edition = BASE) -> list[Row]:
    """The case table."""
    told = {"source": "SOURCES.md", "confidence": "derived"}
    year = edition.given("periods")[0]["year"]
    return [
        *edition.case(),
        {"item": "coverage", "value": _coverage(year, edition), **told},
        {"item": "coverage_zh", "value": _coverage_zh(year, edition), **told},
    ]


def _coverage(year: str, edition: Edition) -> str:
    """What part of the region the case covers and how the rest is treated."""
    share = f"{number(identified_share() * 100, 1)} %"
    ours, whole = number(case_cement(year) / 1000, 2), number(regional_cement(year) / 1000, 2)
    return (
        "43 identified kiln sites with 52 of the region's 75 clinker lines; "
        f"they hold {share} of its clinker capacity. Demand is {ours} Mt of cement, {share} of the "
        f"{whole} Mt {edition.made} in {year}, split by prefecture. Waste that is not captive to one of these kilns "
        f"counts with the same {share} (arising, use elsewhere and what is left alike), so that lines that "
        "could not be placed keep their part of market and waste. Captive slag counts in full."
    )


def _coverage_zh(year: str, edition: Edition) -> str:
    """The same in Chinese."""
    share = f"{number(identified_share() * 100, 1)} %"
    ours, whole = number(case_cement(year) / 10, 0), number(regional_cement(year) / 10, 0)
    return (
        f"全区75条熟料线中已识别43个厂址的52条，占全区熟料产能的{share}。需求取{year}年全区水泥产量"
        f"{edition.made_zh}{whole}万吨的{share}，"
        f"即{ours}万吨，按地州分配。未归属上述各窑的固废（产生量、其他利用量和剩余量）同按{share}计入，"
        "其余未能定位的生产线保留各自的市场与固废。归属各窑的自产电石渣全量计入。"
    )
