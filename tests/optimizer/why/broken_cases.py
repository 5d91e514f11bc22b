"""Cases that no plan can keep, each made from a good one by one change, and the cell that was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from optimizer.options import RunOptions
from tests.cases_in_code import CaseInCode, library_case
from tests.projects_in_code import with_project
from tests.two_seasons import in_seasons, with_store


def hand() -> CaseInCode:
    """The hand-worked case: 379.49 kt of clinker, 304 from the east kiln, the rest from the west kiln."""
    return library_case("hand")


def smaller() -> CaseInCode:
    """322 kt of cement ask for 305.5 kt of clinker, by a plain sum at 94 % for less than one line makes."""
    case = hand()
    case.set_all("demand", column="demand", to=322)
    return case


def short_east() -> CaseInCode:
    """The east kiln runs 150 days: both make 454 kt."""
    case = hand()
    case.set("kilns", "kiln_east", column="days_max", to=150)
    return case


def with_target(indicator: str, value: float, sense: str = "at_least") -> Callable[[], CaseInCode]:
    """The hand-worked case with a target."""

    def build() -> CaseInCode:
        case = hand()
        case.add("targets", target="asked", scope="region", indicator=indicator, sense=sense, value=value)
        return case

    return build


def with_service() -> CaseInCode:
    """A train of coal and gypsum that always runs, with 10 kt a year at least."""
    case = hand()
    case.add(
        "services", service="train", from_place="station_west", to_place="station_east",
        goods_group="minerals", minimum=10, rule="always",
    )  # fmt: skip
    return case


def with_captive() -> CaseInCode:
    """10 kt of the gypsum are for a site that has no use for it."""
    case = hand()
    case.set("sources", "works_gypsum", column="captive", to=10)
    case.set("sources", "works_gypsum", column="captive_site", to="kiln_site_west")
    return case


def required() -> CaseInCode:
    """A project that must be there, of 1 million CNY, within a budget of 2."""
    case = with_project(hand(), "wagons", "siding", {"mill": {"mill_capacity": 10}}, required=True)
    case.set("projects", "wagons", column="capital_cost", to=1000)
    case.set("case", "budget", to=2000)
    return case


def permitted() -> CaseInCode:
    """Marl asks for a permit, which both kilns have."""
    case = hand()
    case.set("materials", "marl", column="permit", to="yes")
    case.set_all("kilns", column="coprocessing", to="yes")
    return case


def two_required() -> CaseInCode:
    """Two projects that must be there, of which one needs the other."""
    case = with_project(required(), "ramp", "siding", {"mill": {"mill_capacity": 10}}, required=True)
    case.add("project_relations", project="wagons", other="ramp", relation="needs")
    return case


def seasons() -> CaseInCode:
    """A fifth of the demand in winter, when no kiln runs: clinker is kept."""
    return with_store(in_seasons(hand(), (0.8, 0.2)), "kiln_east", "clinker", 80)


@dataclass(frozen=True)
class Broken:
    """A good case, the cell that is changed and to what."""

    base: Callable[[], CaseInCode]
    table: str
    key: str
    column: str
    to: object
    options: RunOptions = field(default_factory=lambda: RunOptions(threads=1))

    def case(self) -> CaseInCode:
        """The broken case."""
        case = self.base()
        case.set(self.table, self.key, column=self.column, to=self.to)
        return case


CAP = RunOptions(aim="cap", threads=1)
CLASS = ("kiln_classes", "dry_line")
DEMAND = "city_market+portland+year"


def capped() -> CaseInCode:
    """A cap of 400 kt of CO2: the plan makes 302."""
    case = hand()
    case.set("case", "co2_cap", to=400)
    return case


BROKEN: dict[str, Broken] = {
    "kh_too_high": Broken(hand, "limits", "clinker+kh", "lower", 0.9495),
    "sm_too_high": Broken(hand, "limits", "clinker+silica_modulus", "lower", 2.69),
    "sm_too_low": Broken(hand, "limits", "clinker+silica_modulus", "upper", 2.35),
    "im_too_high": Broken(hand, "limits", "clinker+alumina_modulus", "lower", 1.75),
    "im_too_low": Broken(hand, "limits", "clinker+alumina_modulus", "upper", 1.31),
    "magnesia": Broken(hand, "limits", "clinker+mgo", "upper", 0.1),
    "sulphate": Broken(hand, "limits", "clinker+so3", "upper", 0.1),
    "chlorine": Broken(hand, "limits", "clinker+cl", "upper", 0.0005),
    "strength": Broken(hand, "products", "portland", "strength_min", 54.95),
    "set_needs_sulphate": Broken(hand, "products", "portland", "so3_min", 2.9999),
    "sulphate_of_cement": Broken(hand, "products", "portland", "so3_max", 2.5),
    "chlorine_of_cement": Broken(hand, "products", "portland", "cl_max", 0.03),
    "magnesia_of_cement": Broken(hand, "products", "portland", "mgo_max", 3),
    "loss_of_cement": Broken(hand, "products", "portland", "loi_max", 0.1),
    "too_little_gypsum_allowed": Broken(hand, "recipes", "portland+gypsum_share", "upper", 4),
    "too_much_clinker_asked": Broken(hand, "recipes", "portland+clinker_share", "lower", 96),
    "kiln_too_small": Broken(hand, "kilns", "kiln_east", "capacity", 244),
    "too_few_days": Broken(hand, "kilns", "kiln_east", "days_max", 74),
    "stopped_too_long": Broken(hand, "stop_windows", "winter", "start", "07-09"),
    "eliminated": Broken(smaller, "kilns", "kiln_east", "close_by", 2020),
    "least_days_of_a_line": Broken(hand, *CLASS, "days_min", 290),
    "wet_feed": Broken(hand, *CLASS, "feed_moisture_max", 1),
    "feeder_too_coarse": Broken(hand, *CLASS, "feeder_minimum", 100),
    "marl_runs_out": Broken(hand, "sources", "quarry_marl", "arising", 100),
    "coal_runs_out": Broken(hand, "sources", "works_coal", "arising", 10),
    "gypsum_runs_out": Broken(hand, "sources", "works_gypsum", "arising", 15),
    "gypsum_taken_by_others": Broken(hand, "sources", "works_gypsum", "used_elsewhere", 25),
    "gypsum_captive": Broken(with_captive, "sources", "works_gypsum", "captive", 30),
    "marl_dosed_low": Broken(hand, "materials", "marl", "max_raw_share", 10),
    "coal_dosed_low": Broken(hand, "fuels", "coal", "max_heat_share", 50),
    "demand_above_days": Broken(short_east, "demand", DEMAND, "demand", 480),
    "co2_cap": Broken(capped, "case", "co2_cap", "value", 100, CAP),
    "rail_floor": Broken(hand, "case", "rail_share_floor", "value", 90),
    "waste_target": Broken(with_target("waste_use", 30), "targets", "asked", "value", 95),
    "clinker_target": Broken(with_target("clinker_factor", 97, "at_most"), "targets", "asked", "value", 80),
    "train_must_be_full": Broken(with_service, "services", "train", "minimum", 5000),
    "budget": Broken(required, "case", "budget", "value", 500),
    "store_too_small": Broken(seasons, "stores", "kiln_east+clinker", "capacity", 75.5),
    "marl_shut_out": Broken(hand, "materials", "marl", "max_raw_share", 0),
    "no_permit": Broken(permitted, "kilns", "kiln_east", "coprocessing", "no"),
    "all_gypsum_taken": Broken(hand, "sources", "works_gypsum", "used_elsewhere", 40),
    "project_excluded": Broken(two_required, "project_relations", "wagons+ramp", "relation", "excludes"),
    "registered_days": Broken(hand, "case", "registered_days", "value", 170),
    "limestone_replaced": Broken(hand, "kilns", "kiln_east", "limestone_replaced", 99),
}
