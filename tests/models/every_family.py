"""The hand-worked case, changed in code until every family of rows of the model occurs; and models of cases.

What only a year of several periods has occurs in the same case over two seasons.

Nothing here is solved: the models serve the gates of the catalogue and of the golden rows.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from cases import load_case
from cases.case import Case
from cases.gauges import Goal, bound_from_text, gauge_from_text
from models.build import Built, build_current, build_model
from models.data import prepare
from models.hauls import make_hauls
from models.network import build_network
from models.objective import Aim
from models.pairs import candidate_pairs
from models.paths import find_paths
from models.registry import Rows
from tests.carbon_market import with_market
from tests.cases_in_code import CaseInCode, library_case
from tests.models.capacity_in_code import capacity
from tests.models.every_project import add_projects
from tests.two_seasons import in_seasons

CAP = 250.0
"""CO2 cap of the aim ``cap`` [kt]."""


def every_family() -> CaseInCode:
    """The hand case with what it lacks: captive part, services, floors, caps, links and more products."""
    case = library_case("hand")
    _wastes(case)
    _railway(case)
    _kilns(case)
    _cement(case)
    return case


def _wastes(case: CaseInCode) -> None:
    """Part of the slag cake is the west kiln's own; a straw that arises in autumn is an alternative fuel."""
    case.set("sources", "works_slag_cake", column="captive", to=40)
    case.set("sources", "works_slag_cake", column="captive_site", to="kiln_site_west")
    case.set("materials", "slag_cake", column="max_raw_share", to=60)
    months = {f"m{month:02d}": 0 for month in range(1, 13)} | {"m10": 60, "m11": 40}
    case.add("profiles", profile="harvest", **months)
    case.add(
        "materials", material="straw", waste="yes", bulk="no", raw="no", fuel="yes",
        goods_group="minerals", moisture=15, permit="no",
    )  # fmt: skip
    case.add(
        "fuels", material="straw", ncv=14, ash=6, ash_analysis="coal_ash", sulphur=0.1, chlorine=0.3, co2=110,
        fossil_share=0, oxidation=100, alternative="yes", max_heat_share=10, heat_penalty=5, gas_volume=360,
        preparation_energy=40,
    )  # fmt: skip
    case.add(
        "sources", source_id="works_straw", site="works", material="straw", arising=30, used_elsewhere=5,
        price=-20, disposal_cost=50, profile="harvest", store=6,
    )  # fmt: skip


def _railway(case: CaseInCode) -> None:
    """A railway of 300 kt a year with half left, a block train with a least volume, a floor on rail."""
    case.set("links", "railway", column="capacity", to=300)
    case.set("links", "railway", column="capacity_left", to=50)
    case.set("transfers", "loading_west", column="capacity", to=200)
    case.add(
        "services", service="block_train", from_place="station_west", to_place="station_east",
        goods_group="minerals", minimum=20, maximum=120, rule="if_used",
    )  # fmt: skip
    case.set("case", "rail_share_floor", to=30)
    case.set("case", "rail_share_beyond_km", to=100)
    case.set("case", "aim", to="cap")
    case.set("case", "co2_cap", to=CAP)


def _kilns(case: CaseInCode) -> None:
    """Alternative fuel up to 20 % of the heat and 60 t/d; dust, retention and a sulphur-alkali window."""
    for column, value in (
        ("fuel_feeders", 2), ("tsr_max", 20), ("alternative_fuel_capacity", 60), ("dust_loss", 2),
        ("ash_retained", 95), ("retention_k2o", 80), ("retention_so3", 90), ("min_load", 70),
    ):  # fmt: skip
        case.set("kiln_classes", "dry_line", column=column, to=value)
    case.add("limits", limit_set="clinker", metric="sulphur_alkali", lower=0.6, upper=1.6)
    case.set("limits", "clinker+cl", column="worst_materials", to=1)


def _cement(case: CaseInCode) -> None:
    """A second product with slag cake ground in; imports for one product, unmet demand priced for both."""
    case.add("constituents", constituent="pozzolan")
    case.set("materials", "slag_cake", column="constituent", to="pozzolan")
    case.set("materials", "slag_cake", column="activity", to=0.4)
    case.set("materials", "slag_cake", column="mill_energy", to=15)
    case.add(
        "products", product="blended", goods_group="cement", strength_min=40, so3_min=2, so3_max=3.5,
        cl_max=0.06, mgo_max=6, loi_max=8,
    )  # fmt: skip
    case.add("recipes", product="blended", range="base", constituents="clinker;gypsum", lower=60, upper=90)
    case.add("recipes", product="blended", range="admixture", constituents="pozzolan", lower=10, upper=40)
    case.set("demand", "city_market+portland+year", column="import_price", to=600)
    case.set("demand", "city_market+portland+year", column="import_co2", to=700)
    case.set("demand", "city_market+portland+year", column="unmet_price", to=2000)
    case.add("demand", market="city_market", product="blended", period="year", demand=100, unmet_price=2000)


def two_seasons() -> CaseInCode:
    """``every_family`` over the time when kilns run and the time when they stand, with stores for between."""
    case = every_family()
    year = case.rows("periods")[0]
    case.replace(
        "periods",
        [
            {**year, "period": "running", "start": "01-01", "end": "10-31"},
            {**year, "period": "winter", "start": "11-01", "end": "12-31"},
        ],
    )
    asked = case.rows("demand")
    case.replace(
        "demand",
        [
            {**row, "period": period, "demand": share * float(row["demand"])}
            for row in asked
            for period, share in (("running", 0.85), ("winter", 0.15))
        ],
    )
    case.add("stores", place="kiln_east", goods="clinker", capacity=70, holding_cost=20, loss=0.5, start=10)
    case.add("stores", place="mill", goods="portland", capacity=15, holding_cost=30)
    case.set("sources", "works_straw", column="store_start", to=2)
    case.set("sources", "works_straw", column="store_end", to=1)
    return case


def own_days() -> CaseInCode:
    """The hand case in two halves; a kiln with fewer days of its own than its windows leave over the year."""
    halves = (("first", "01-01", "06-30"), ("second", "07-01", "12-31"))
    case = in_seasons(library_case("hand"), (0.5, 0.5), periods=halves)
    case.set("kilns", "kiln_west", column="days_max", to=200)
    return case


def incentives() -> CaseInCode:
    """``every_family`` with what only money of the cement sector counts: carbon market, refund of VAT.

    Lines above 15 % of cake leave the market; from 40 % of waste on the tax on blended cement comes back.
    """
    case = with_market(every_family(), price=60, balance=0.8)
    case.set("case", "money", to="cement")
    case.set("materials", "slag_cake", column="max_raw_share", to=100)
    case.set_all("demand", column="delivered_price", to=400)
    for item, rate in (("cement", 13), ("materials", 13), ("fuels", 13), ("electricity", 13), ("freight", 9)):
        case.add("vat_rates", item=item, rate=rate)
    share = {"numerator": "raw_item", "denominator": "raw_feed", "item": "slag_cake"}
    case.add(
        "thresholds",
        rule="slag_line",
        scope="line",
        **share,
        threshold=15,
        automatic="yes",
        reward="carve_out",
    )
    case.add(
        "thresholds", rule="refund", scope="company", numerator="raw_waste", denominator="raw_feed",
        threshold=40, reward="refund", amount=70,
    )  # fmt: skip
    case.add("refund_products", rule="refund", product="blended")
    return case


def flows_of_projects() -> CaseInCode:
    """Capture and a bypass at the east kiln, its company's green power, electric trucks, clean transport."""
    case = every_family()
    for project, kind in (
        ("amine", "capture"), ("bypass", "bypass"), ("wind", "green_power"), ("fleet", "electric_trucks"),
    ):  # fmt: skip
        case.add("projects", project=project, kind=kind, capital_cost=1000, life=20)
    for project, target, effects in (
        ("amine", "kiln_east", {"capture_share": 90, "capture_capacity": 100, "capture_heat": 3.5,
                                "capture_power": 150, "capture_cost": 400}),
        ("wind", "East cement", {"green_power": 20000, "green_power_premium": 0.05}),
        ("fleet", "kiln_site_east", {"truck_co2": -0.05, "truck_cost": 0.1}),
    ):  # fmt: skip
        for effect, amount in effects.items():
            case.add(
                "project_effects", project=project, effect=effect, target=target, item="-", amount=amount
            )
    for item, points in (("cl", -40), ("so3", -10)):
        case.add(
            "project_effects",
            project="bypass",
            effect="retention",
            target="kiln_east",
            item=item,
            amount=points,
        )
    case.add("clean_transport", site="*", share=50)
    case.set("sites", "mill_site", column="trucks", to="new_energy")
    return case


def projects() -> CaseInCode:
    """Two years with projects of every way of acting."""
    return add_projects(every_family())


def today() -> CaseInCode:
    """``every_family`` with something stated of today in every table, and custom for the rest."""
    case = every_family()
    case.set("areas", "region", column="utilisation", to=60)
    case.add("current_kilns", kiln="kiln_west", period="year", clinker=150, lines=1, days=150)
    case.add("current_feed", kiln="kiln_west", use="raw", material="slag_cake", period="year", share=55)
    case.add("current_feed", kiln="kiln_west", use="fuel", material="straw", period="year", amount=4)
    case.add("current_feed", kiln="kiln_west", use="fuel", material="coal", period="year", share=95)
    for name, share in (("clinker", 93), ("gypsum", 7)):
        case.add("current_recipes", product="portland", range=name, constituents=name, share=share)
    case.add("current_cement", plant="mill", product="blended", period="year", cement=100)
    case.add(
        "current_flows", origin="works_slag_cake", item="slag_cake", use="kiln",
        destination="kiln_site_east", mode="rail", period="year", amount=12,
    )  # fmt: skip
    return case


def policy() -> CaseInCode:
    """``two_seasons`` with another year and store, two lines in the west, thresholds, targets and a peak."""
    case = two_seasons()
    case.set("kilns", "kiln_west", column="lines", to=2)
    case.add("stores", place="kiln_west", goods="clinker", capacity=15, start=9, end=4)
    first = case.rows("periods")[0]
    case.add("periods", **{**first, "period": "later", "year": 2030, "start": "01-01", "end": "12-31"})
    for row in [row for row in case.rows("demand") if row["period"] == "running"]:
        case.add("demand", **{**row, "period": "later"})
    for steps, threshold in enumerate((15, 30)):
        case.add(
            "thresholds", rule=f"biomass_{threshold}", scope="line", numerator="heat_biogenic",
            denominator="fuel_heat", threshold=threshold, reward="days",
            amount=10 * (steps + 1), steps="biomass",
        )  # fmt: skip
    case.add(
        "thresholds", rule="carbide_slag", scope="company", numerator="raw_item", denominator="raw_feed",
        item="slag_cake", threshold=15, automatic="yes", to_year=2025,
    )  # fmt: skip
    case.add(
        "thresholds",
        rule="clean",
        scope="region",
        numerator="hauled_clean",
        denominator="hauled",
        threshold=80,
    )
    case.add("projects", project="renewal", kind="other", capital_cost=100, life=10)
    case.add(
        "thresholds", rule="permitted", scope="region", numerator="raw_waste", denominator="raw_feed",
        threshold=5, reward="permission", project="renewal",
    )  # fmt: skip
    asked = {"scope": "region", "sense": "at_least", "value": 1}
    case.add("targets", **asked | {"target": "bulk", "indicator": "bulk_waste_use", "price": 100})
    case.add("targets", **asked | {"target": "rail", "indicator": "rail_share", "year": 2030})
    case.add(
        "targets", **asked | {"target": "norm", "indicator": "capacity_within", "norm": 130, "price": 900}
    )
    case.add(
        "targets",
        target="energy",
        scope="line",
        indicator="energy",
        sense="at_most",
        value=-3,
        base_value=140,
    )
    case.set("case", "peak_year", to=2025)
    return case


IN_CODE = {
    "every_family": every_family,
    "two_seasons": two_seasons,
    "incentives": incentives,
    "flows_of_projects": flows_of_projects,
    "projects": projects,
    "policy": policy,
    "today": today,
    "capacity": capacity,
    "own_days": own_days,
    "asked": partial(library_case, "hand"),
}
TODAY = "today"
ASKED = Aim().aiming_at(Goal(gauge_from_text("clinker_co2"), ratio=750.0, about=1000.0))
AIMS = {"asked": replace(ASKED, bounds=tuple(map(bound_from_text, ("waste_use>=60", "energy<=110"))))}
"""Aims that are not those of their case: a goal, bounds on indicators."""


@cache
def case_of(name: str) -> Case:
    """A library case, or one made in code."""
    if name not in IN_CODE:
        loaded = load_case(name)
    else:
        with TemporaryDirectory() as folder:
            loaded = load_case(IN_CODE[name]().write(Path(folder) / name))
    assert loaded.case is not None, [finding.sentence() for finding in loaded.findings.errors]
    return loaded.case


def model_of(case: Case, *, of_today: bool = False, aim: Aim | None = None) -> Built:
    """The model of a case, with the aim the case states unless given; or of its operation today."""
    network = build_network(case)
    pairs = candidate_pairs(network, case).kept
    paths = find_paths(network, pairs)
    data = prepare(case, today=of_today)
    hauls = make_hauls(data, pairs, paths.paths)
    if of_today:
        return build_current(data, hauls, paths.limited, Aim(), completion="customary")
    return build_model(data, hauls, paths.limited, aim or Aim.of_case(case))


@cache
def built(name: str) -> Built:
    """The model of a library case, or of one made in code; built once."""
    return model_of(case_of(name), of_today=name == TODAY, aim=AIMS.get(name))


def row_texts(model: Built, family: Rows, *, most: int) -> list[str]:
    """The first ``most`` rows of a family that have terms, as they are registered (before scaling)."""
    matrix = model.assembled.matrix
    names = column_names(model)
    texts = []
    for place, key in enumerate(family.index.itertuples(index=False, name=None)):
        first, last = matrix.indptr[family.start + place : family.start + place + 2]
        if first == last:
            continue
        terms = [
            f"{coef:+.6g}*{names[column]}"
            for coef, column in zip(matrix.data[first:last], matrix.indices[first:last], strict=True)
        ]
        texts.append(_row(family.name, key, (family.lower[place], family.upper[place]), terms))
        if len(texts) == most:
            break
    return texts


def column_names(model: Built) -> list[str]:
    """``family[index]`` of every column."""
    return [
        f"{family.name}[{','.join(map(str, key))}]"
        for family in model.registry.columns.values()
        for key in family.index.itertuples(index=False, name=None)
    ]


def terms_of(model: Built, name: str, *key: str) -> dict[str, float]:
    """Coefficients of one row by column, as registered."""
    family = model.registry.rows[name]
    keys = list(family.index.itertuples(index=False, name=None))
    names = column_names(model)
    row = model.assembled.matrix[[family.start + keys.index(key)]].tocoo()
    return {names[column]: float(value) for column, value in zip(row.col, row.data, strict=True)}


def bounds_of(model: Built, name: str, *key: str) -> tuple[float, float]:
    """Lower and upper bound of one row, as registered."""
    family = model.registry.rows[name]
    place = list(family.index.itertuples(index=False, name=None)).index(key)
    return float(family.lower[place]), float(family.upper[place])


def catalogue_name(family: str) -> str:
    """Floors of denominators have one row of the catalogue for all metrics."""
    return "c_quality_floor" if family.startswith("c_quality_floor_") else family


def index_names(index: pd.DataFrame) -> tuple[str, ...]:
    """Index columns as the catalogue calls them."""
    return tuple(str(name).removesuffix("_id") for name in index.columns)


def _row(name: str, key: tuple[object, ...], bounds: tuple[float, float], terms: list[str]) -> str:
    lower, upper = bounds
    left = "" if np.isneginf(lower) else f"    {lower + 0.0:.6g} <=\n"
    right = "" if np.isposinf(upper) else f"    <= {upper + 0.0:.6g}\n"
    middle = "".join(f"    {term}\n" for term in terms)
    return f"{name}[{','.join(map(str, key))}]:\n{left}{middle}{right}"
