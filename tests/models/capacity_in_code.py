"""The hand case with everything of capacity policy in it, over two years of two seasons."""

from __future__ import annotations

from tests.cases_in_code import CaseInCode, library_case
from tests.two_seasons import in_seasons, with_store


def capacity() -> CaseInCode:
    """A swap, bonus days, an old line that closes, one on the elimination list, a new line with its rules."""
    case = with_store(in_seasons(library_case("hand"), (0.85, 0.15)), "kiln_east", "clinker", 70)
    _twice(case)
    case.add("swaps", kiln="kiln_east", partner="kiln_west", measure="capacity", days=40)
    case.set("kilns", "kiln_east", column="bonus_days", to=4)
    case.set("sources", "works_slag_cake", column="store", to=5)
    case.set("kilns", "kiln_east", column="limestone_replaced", to=20)
    case.add(
        "thresholds", rule="marl", scope="line", only="kiln_west", numerator="raw_item", item="marl",
        denominator="raw_feed", threshold=30, reward="days", amount=4,
    )  # fmt: skip
    case.set("case", "registered_days", to=310)
    _lines(case)
    case.set("case", "replacement_set", to="rules_2024")
    case.add("replacement_sets", set="rules_2024", energy_max=117, energy_new=115, utilisation_min=10)
    case.add("replacement_ratios", set="rules_2024", rule="other", rank=1, ratio=1.5)
    case.add("warnings", warning="use", scope="prefecture", low=50, high=90)
    return case


def _twice(case: CaseInCode) -> None:
    """The same two seasons in the year after."""
    periods, asked = case.rows("periods"), case.rows("demand")
    case.replace("periods", periods + [{**p, "period": f"{p['period']}_2", "year": 2023} for p in periods])
    case.replace("demand", asked + [{**d, "period": f"{d['period']}_2"} for d in asked])


def _lines(case: CaseInCode) -> None:
    east = case.row("kilns", "kiln_east")
    plain = {**east, "bonus_days": "", "limestone_replaced": ""}
    for name, figures in {
        "kiln_old": {"capacity": 900, "energy": 112},
        "kiln_listed": {"capacity": 600, "close_by": 2023},
        "kiln_new": {"capacity": 500, "lines": 0},
    }.items():
        case.add("kilns", **{**plain, "kiln": name, **figures})
    for name, kind, kiln, lines in (
        ("close_old", "closure", "kiln_old", -1),
        ("build_new", "new_line", "kiln_new", 1),
    ):
        case.add("projects", project=name, kind=kind, capital_cost=1000, life=20)
        case.add("project_effects", project=name, effect="lines", target=kiln, item="-", amount=lines)
