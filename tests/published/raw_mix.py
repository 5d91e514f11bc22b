"""A published raw mix as a Kilnflow case: one kiln, its raw materials, and nothing else that costs anything.

What is the same for every such case:

- the papers mix raw materials and have no kiln; here one kiln burns the mix with a fuel without ash, sulphur
  or price, so that the clinker is the mix without its loss on ignition (`burn_coal` gives the fuel its ash);
- the loss of the analyses is taken as water unless their ``co2`` says otherwise;
- the papers' currency stands as the case's; hauls, power, running, milling and grinding cost nothing, so the
  plan's cost is the price of the raw mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from tests.cases_in_code import CaseInCode, library_case
from tests.solving import Solved

CLINKER_KT = 100.0
OXIDES = (
    "loi", "co2", "organic_c", "organic_s", "sio2", "al2o3", "fe2o3", "cao", "mgo", "k2o", "na2o", "so3",
    "cl", "p2o5", "tio2",
)  # fmt: skip
Analyses = Mapping[str, Mapping[str, float]]
Limits = dict[str, tuple[float | str, float | str]]
"""Metric to lower and upper limit, blank for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A quality ratio that is not built in: scale × numerator / denominator, oxides of the clinker."""

    name: str
    numerator: Mapping[str, float]
    denominator: Mapping[str, float]
    scale: float = 1
    unit: str = "-"


def raw_mix_case(
    analyses: Analyses, prices: Mapping[str, float], limits: Limits, ratios: Iterable[Ratio] = ()
) -> CaseInCode:
    """100 kt of clinker from these dry materials (per cent, price per tonne) within the limits."""
    case = library_case("hand")
    _one_kiln(case, feeders=len(analyses))
    _nothing_else_costs(case)
    _materials(case, analyses, prices)
    _limits(case, limits, ratios)
    return case


def burn_coal(case: CaseInCode, *, heat: float, ncv: float, ash: float, oxides: Mapping[str, float]) -> None:
    """Let the kiln need ``heat`` GJ/t clinker from a coal of ``ncv`` GJ/t and ``ash`` %, all kept."""
    case.add("analyses", analysis="ash_of_coal", **dict.fromkeys(OXIDES, 0) | oxides, other_cao="free")
    for column, value in (("ncv", ncv), ("ash", ash), ("ash_analysis", "ash_of_coal")):
        case.set("fuels", "coal", column=column, to=value)
    case.set_all("kiln_classes", column="specific_heat", to=heat)


def force_shares(case: CaseInCode, shares: Mapping[str, float]) -> None:
    """Leave only this mix: ceilings in per cent of the dry raw feed that add up to 100."""
    for material, share in shares.items():
        case.set("materials", material, column="max_raw_share", to=share)
    rows = [{"mix": "marl_only", "material": name, "share": share} for name, share in shares.items()]
    case.replace("reference_mixes", rows)


def _one_kiln(case: CaseInCode, feeders: int) -> None:
    """The east kiln alone, with room for every feeder and no way to spoil the mix but its limits."""
    case.keep("kilns", lambda row: row["kiln"] == "kiln_east")
    for column, value in (
        ("raw_feeders", feeders), ("feeder_minimum", 0), ("gas_margin", 50), ("feed_moisture_max", 60),
        ("variable_cost", 0), ("start_cost", 0), ("whr_energy", 0), ("whr_loss", 0), ("min_load", 0),
        ("days_min", 0),
    ):  # fmt: skip
        case.set_all("kiln_classes", column=column, to=value)
    case.set("demand", "city_market+portland+year", column="demand", to=CLINKER_KT)
    for column in ("strength_min", "so3_min"):
        case.set("products", "portland", column=column, to=0)
    for column, text in (("so3_max", "6"), ("cl_max", "1"), ("mgo_max", ""), ("loi_max", "")):
        case.set("products", "portland", column=column, to=text)
    case.set("recipes", "portland+gypsum_share", column="upper", to=0)


def _nothing_else_costs(case: CaseInCode) -> None:
    case.set_all("tariffs", column="base", to=0)
    case.set_all("tariffs", column="rate", to=0)
    case.set_all("transfers", column="cost", to=0)
    case.set("factors", "electricity_price", to=0)
    case.set_all("plants", column="variable_cost", to=0)
    for column in ("ash", "sulphur", "chlorine"):
        case.set("fuels", "coal", column=column, to=0)
    case.set("fuels", "coal", column="ash_analysis", to="")


def _materials(case: CaseInCode, analyses: Analyses, prices: Mapping[str, float]) -> None:
    """The materials at one quarry, dry; the first is the kiln's reference mix."""
    first = next(iter(analyses))
    case.replace(
        "analyses",
        [
            {"analysis": name, **dict.fromkeys(OXIDES, 0) | dict(oxides), "other_cao": "free"}
            for name, oxides in analyses.items()
        ],
    )
    raw = {"waste": "no", "bulk": "no", "raw": "yes", "fuel": "no", "permit": "no", "moisture": 0}
    for table in ("materials", "sources"):
        case.keep(table, lambda row: row["material"] in ("coal", "fgd_gypsum"))
    case.set("materials", "fgd_gypsum", column="analysis", to=first)
    case.set("sources", "works_gypsum", column="disposal_cost", to=0)
    case.set("sources", "works_coal", column="price", to=0)
    for name, price in prices.items():
        case.add("materials", material=name, analysis=name, goods_group="minerals", **raw)
        case.add("sources", source_id=f"quarry_{name}", site="quarry", material=name, price=price)
    case.replace("reference_mixes", [{"mix": "marl_only", "material": first, "share": 100}])


def _limits(case: CaseInCode, limits: Limits, ratios: Iterable[Ratio]) -> None:
    for ratio in ratios:
        case.add(
            "metrics", metric=ratio.name, basis="clinker", scale=ratio.scale, unit=ratio.unit, branch="any"
        )
        for side, weights in (("numerator", ratio.numerator), ("denominator", ratio.denominator)):
            for item, weight in weights.items():
                case.add("metric_terms", metric=ratio.name, side=side, item=item, weight=weight)
    rows = [{"metric": name, "lower": lower, "upper": upper} for name, (lower, upper) in limits.items()]
    case.replace("limits", [{"limit_set": "clinker", **row} for row in rows])


def share_of_clinker(oxide: str) -> Ratio:
    """An oxide's share of the clinker, per cent."""
    return Ratio(name=f"{oxide}_share", numerator={oxide: 1}, denominator={"mass": 1}, scale=100, unit="%")


def raw_shares(plan: Solved) -> dict[str, float]:
    """Share of each raw material in the dry feed, per cent."""
    raw = raw_feed(plan).groupby("material")["dry_t"].sum()
    return {str(name): 100 * float(t) / float(raw.sum()) for name, t in raw.items()}


def raw_feed(plan: Solved) -> pd.DataFrame:
    """Rows of the feed table that are raw materials."""
    feed = plan.tables["kiln_feed"]
    return feed[feed["use"] == "raw"]


def ratios(plan: Solved) -> dict[str, float]:
    """Every quality ratio of the one kiln's clinker."""
    quality = plan.tables["quality"]
    return {str(name): float(x) for name, x in zip(quality["metric"], quality["value"], strict=True)}
