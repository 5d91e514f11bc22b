"""``every_family`` with projects of every way of acting: added, per tonne, opened, grouped, in budget."""

from __future__ import annotations

from tests.cases_in_code import CaseInCode

EFFECTS = (
    ("third_line", "lines", "kiln_east", "-", 1), ("yard", "transfer_capacity", "loading_west", "-", 100),
    ("track", "link_capacity", "railway", "-", 200), ("mill_two", "mill_capacity", "mill", "-", 100),
    ("feeder", "raw_feeders", "kiln_east", "-", 1), ("feeder", "fuel_feeders", "kiln_east", "-", 1),
    ("retrofit", "heat", "kiln_east", "-", -0.1), ("retrofit", "power", "kiln_east", "-", -3),
    ("retrofit", "variable_cost", "kiln_east", "-", 2), ("boiler", "waste_heat_power", "kiln_east", "-", 5),
    ("rdf_line", "tsr_max", "kiln_east", "-", 10),
    ("rdf_line", "alternative_fuel_capacity", "kiln_east", "-", 100),
    ("dryer", "max_raw_share", "kiln_east", "slag_cake", 10),
    ("dryer", "feed_moisture_max", "kiln_east", "-", 5), ("depot", "source", "works_straw", "-", 1),
    ("dock", "transfer", "loading_east", "-", 1),
)  # fmt: skip


def add_projects(case: CaseInCode) -> CaseInCode:
    """The case in two years, each like its one, with a budget for the first and in all."""
    for project in dict.fromkeys(name for name, *_ in EFFECTS):
        group = "works" if project in ("retrofit", "boiler") else ""
        case.add("projects", project=project, kind="other", capital_cost=1000, life=20, group=group)
    for project, effect, target, item, amount in EFFECTS:
        case.add("project_effects", project=project, effect=effect, target=target, item=item, amount=amount)
    case.add("project_relations", project="rdf_line", other="depot", relation="needs")
    case.add("project_relations", project="dryer", other="boiler", relation="excludes")
    case.set("case", "budget", to=8000)
    _two_years(case)
    case.add("years", year=2022, budget=5000)
    case.add("years", year=2025, budget="")
    return case


def _two_years(case: CaseInCode) -> None:
    """2022 and 2025, demand of the year in both."""
    year, asked = case.rows("periods")[0], case.rows("demand")
    names = {2022: str(year["period"]), 2025: "later"}
    case.replace("periods", [{**year, "period": name, "year": str(when)} for when, name in names.items()])
    case.replace("demand", [{**row, "period": name} for name in names.values() for row in asked])
