"""One broken plan per finding code: what is changed, and which finding must tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cases import Case
from cases.gauges import bound_from_text
from cases.records import (
    CarbonBand,
    CarbonYear,
    CurrentCement,
    CurrentFeed,
    CurrentFlow,
    CurrentKiln,
    MonthDay,
    Row,
    Store,
    Target,
    Threshold,
    VatRate,
)
from models.audit import AuditAim
from models.audit.codes import Code
from tests.models.audit.tiny_case import tiny_case
from tests.models.audit.tiny_plan import tiny_aim, tiny_tables, tiny_totals

SHIP = "k1/mill_site/clinker"
NO_NOTE: dict[str, Any] = {"source": None, "confidence": None, "note": None}


@dataclass
class Plan:
    """The tiny plan, free to be broken."""

    case: Case
    tables: dict[str, pd.DataFrame]
    totals: dict[str, Any]
    aim: AuditAim


Break = Callable[[Plan], None]


def tiny() -> Plan:
    """The plan as it should be."""
    return Plan(tiny_case(), tiny_tables(), tiny_totals(), tiny_aim())


def cell(table: str, row: int, column: str, value: object) -> Break:
    """Another value in one cell of a decision table."""

    def apply(plan: Plan) -> None:
        frame = plan.tables[table].astype({column: object})
        frame.loc[row, column] = value
        plan.tables[table] = frame

    return apply


def line(table: str, row: int, **values: object) -> Break:
    """Another row that is like one there is, but for some cells."""

    def apply(plan: Plan) -> None:
        frame = plan.tables[table]
        more = frame.iloc[[row]].assign(**values)
        plan.tables[table] = pd.concat([frame, more], ignore_index=True)

    return apply


def row(table: str, key: object, **values: object) -> Break:
    """The case says something else than the plan was made for."""

    def apply(plan: Plan) -> None:
        rows = getattr(plan.case, table)
        plan.case = replace(plan.case, **{table: {**rows, key: replace(rows[key], **values)}})

    return apply


def copied(table: str, like: object, key: object, **values: object) -> Break:
    """The case has one more row."""

    def apply(plan: Plan) -> None:
        rows = getattr(plan.case, table)
        plan.case = replace(plan.case, **{table: {**rows, key: replace(rows[like], **values)}})

    return apply


def info(**values: object) -> Break:
    """The case itself says something else."""

    def apply(plan: Plan) -> None:
        plan.case = replace(plan.case, info=replace(plan.case.info, **values))

    return apply


def stock(place: str, goods: str, **amounts: float) -> Break:
    """A row of stocks, zero but for ``amounts``."""

    def apply(plan: Plan) -> None:
        names = ("start_t", "put_t", "drawn_t", "lost_t", "stock_t")
        row = {"period": "year", "place": place, "goods": goods, **dict.fromkeys(names, 0.0), **amounts}
        plan.tables["stocks"] = pd.DataFrame([row])

    return apply


def store(place: str, goods: str, **figures: float | None) -> Break:
    """The case has a store."""

    def apply(plan: Plan) -> None:
        none = {"start": None, "end": None, "source": None, "confidence": None, "note": None}
        plain: dict[str, Any] = {"capacity": 100.0, "holding_cost": 0.0, "loss": 0.0, **none}
        made = Store(place=place, goods=goods, **{**plain, **figures})
        plan.case = replace(plan.case, stores={(place, goods): made})

    return apply


def stated(table: str, key: tuple[str, ...], made: Row) -> Break:
    """The tables are of today, and the case states something of it."""

    def apply(plan: Plan) -> None:
        plan.case = replace(plan.case, **{table: {key: made}})
        plan.aim = replace(plan.aim, today=True)

    return apply


def kiln_stated(**figures: float) -> Break:
    """Clinker (kt), lines or days of k1."""
    plain: dict[str, Any] = {"clinker": None, "lines": None, "days": None, **figures}
    return stated("current_kilns", ("k1", "year"), CurrentKiln(kiln="k1", period="year", **plain, **NO_NOTE))


def feed_stated(use: str, material: str, **figures: float) -> Break:
    """Amount (kt) or share (%) of what k1 is fed."""
    plain: dict[str, Any] = {"amount": None, "share": None, **figures, **NO_NOTE}
    fed: Any = {"kiln": "k1", "use": use, "material": material, "period": "year"}
    return stated("current_feed", tuple(fed.values()), CurrentFeed(**fed, **plain))


def haul_stated(mode: str, amount: float) -> Break:
    """Coal to the kiln (kt)."""
    key: Any = {
        "origin": "mine_coal", "item": "coal", "use": "kiln", "destination": "kiln_site", "mode": mode,
        "period": "year",
    }  # fmt: skip

    def apply(plan: Plan) -> None:
        flows = plan.tables["flows"]
        uses = flows["kind"].map({"material": "kiln", "clinker": "mill", "cement": "market"})
        plan.tables["flows"] = flows.assign(use=uses, destination=flows["destination_site"])
        stated("current_flows", tuple(key.values()), CurrentFlow(**key, amount=amount, **NO_NOTE))(plan)

    return apply


def season_plan() -> Plan:
    """Two seasons of a kiln that makes 100 t, then 50 t, and carries 60 t over, then 20 t."""
    plan = tiny()
    year, end = plan.case.periods["year"], MonthDay(10, 31)
    seasons = {"running": replace(year, period="running", end=end)}
    seasons["winter"] = replace(year, period="winter", start=MonthDay(11, 1))
    plan.case = replace(plan.case, periods=seasons)
    run = plan.tables["kiln_running"]
    plan.tables["kiln_running"] = pd.concat(
        [run.assign(period="running", clinker_t=100.0), run.assign(period="winter", clinker_t=50.0)],
        ignore_index=True,
    )
    rows = [("running", 20.0, 40.0, 0.0, 60.0), ("winter", 60.0, 0.0, 40.0, 20.0)]
    stocks = pd.DataFrame(rows, columns=["period", "start_t", "put_t", "drawn_t", "stock_t"])
    plan.tables["stocks"] = stocks.assign(place="k1", goods="clinker", lost_t=0.0)
    return plan


def traded(**wrong: float) -> Break:
    """A carbon market at 60 CNY/t and 0.8 t/t; k1 emits 73,790.5 t, 97 % of 76,000.

    From -20 % (3 % of 60,800 = 1,824 t) to 0 tonnes run straight: 0.12 x (76,000 - 73,790.5) = 265.14 t.
    """

    def apply(plan: Plan) -> None:
        year = CarbonYear(year=2022, price=60.0, balance=0.8, active=True)
        bands = [CarbonBand(band=b, low=x, high=y, surplus_low=s, surplus_high=t) for b, x, y, s, t in _BANDS]
        plan.case = replace(
            plan.case, carbon_market={"2022": year}, carbon_bands={band.band: band for band in bands}
        )
        row = {"kiln": "k1", "year": "2022", "co2_t": 73_790.5, "surplus_t": 265.14, **wrong}
        plan.tables["carbon_market"] = pd.DataFrame([row])
        plan.aim = replace(plan.aim, money="cement")

    return apply


def taxed(**wrong: float) -> Break:
    """VAT of 13 % in a price of 339 CNY on 100,000 t of cement: 3,900,000 CNY."""

    def apply(plan: Plan) -> None:
        rate = VatRate(item="cement", rate=13.0, included=True, active=True)
        plan.case = replace(plan.case, vat_rates={"cement": rate})
        row("plants", "m1", company="Tiny cement")(plan)
        row("demand", ("town", "opc", "year"), delivered_price=339.0)(plan)
        plan.tables["flows"] = plan.tables["flows"].assign(destination="town")
        told = {"company": "Tiny cement", "year": "2022", "payable_cny": 3_900_000.0, "refund_cny": 0.0}
        plan.tables["vat"] = pd.DataFrame([told | wrong])

    return apply


def ruled(*told: tuple[float, int], automatic: bool = False) -> Break:
    """Rules on waste in the raw feed of k1: slag is 25,300 of 139,300 t, 18.1622 %.

    ``told``: threshold and whether it is earned; several are steps of one group.
    """

    def apply(plan: Plan) -> None:
        plain: dict[str, Any] = {"name": None, "name_zh": None, "only": None, "item": None, **NO_NOTE}
        plain |= {"from_year": None, "to_year": None, "active": True, "reward": "none", "amount": 0.0}
        plain |= {"project": None}
        plain |= {"scope": "line", "numerator": "raw_waste", "denominator": "raw_feed"}
        rules = [
            Threshold(rule=f"over_{theta:g}", threshold=theta, automatic=automatic, steps="waste", **plain)
            for theta, _ in told
        ]
        plan.case = replace(plan.case, thresholds={rule.rule: rule for rule in rules})
        rows = [(f"over_{theta:g}", "k1", "2022", earned, 18.1622) for theta, earned in told]
        plan.tables["rules"] = pd.DataFrame(rows, columns=["rule", "subject", "year", "earned", "share_pct"])

    return apply


def permitted(rule: str) -> Break:
    """Project p is there though only the rule permits it."""

    def apply(plan: Plan) -> None:
        row("thresholds", rule, project="p", reward="permission")(plan)
        plan.tables["projects"] = pd.DataFrame([{"project": "p", "year": "2022", "units": 1.0}])

    return apply


def without(table: str) -> Break:
    """A table is not there."""

    def apply(plan: Plan) -> None:
        del plan.tables[table]

    return apply


def aimed(value: float, price: float | None = None, told: float = 18.1622) -> Break:
    """A floor on waste in the raw feed of the region, 18.1622 % in the plan."""

    def apply(plan: Plan) -> None:
        plain: dict[str, Any] = {"name": None, "name_zh": None, "only": None, "item": None, **NO_NOTE}
        plain |= {"year": None, "norm": None, "base_value": None, "active": True, "scope": "region"}
        wanted = Target(
            target="waste", indicator="raw_waste_share", sense="at_least", value=value, price=price, **plain
        )
        plan.case = replace(plan.case, targets={"waste": wanted})
        row = {"target": "waste", "subject": "region", "year": "2022", "value": told, "short_by": 0.0}
        plan.tables["targets"] = pd.DataFrame([row])

    return apply


def after_the_peak() -> Break:
    """The same year twice, the second after the peak and with half as much coal again."""

    def apply(plan: Plan) -> None:
        year = plan.case.periods["year"]
        later = replace(year, period="later", year=2030)
        plan.case = replace(plan.case, periods={**plan.case.periods, "later": later})
        info(peak_year=2025)(plan)
        again = {
            name: pd.concat([table, table.assign(period="later")], ignore_index=True)
            for name, table in plan.tables.items()
            if "period" in table and len(table)
        }
        plan.tables |= again
        feed = plan.tables["kiln_feed"]
        more = (feed["period"] == "later") & (feed["use"] == "fuel")
        plan.tables["kiln_feed"] = feed.assign(
            **{name: feed[name].where(~more, 1.5 * feed[name]) for name in ("dry_t", "wet_t", "gj")}
        )

    return apply


_BANDS = (
    ("far_below", None, -20.0, None, 3.0),
    ("below", -20.0, 0.0, 3.0, 0.0),
    ("above", 0.0, 20.0, 0.0, -3.0),
    ("far_above", 20.0, None, -3.0, None),
)


def total(key: str, value: object) -> Break:
    """Another total; `key` may be a category or a scope."""

    def apply(plan: Plan) -> None:
        for part in (plan.totals["cost_by_category"], plan.totals["co2_by_scope"], plan.totals):
            if key in part:
                part[key] = value

    return apply


def both(*breaks: Break) -> Break:
    """Several changes at once."""

    def apply(plan: Plan) -> None:
        for change in breaks:
            change(plan)

    return apply


def no_table(plan: Plan) -> None:
    """A table is not there."""
    del plan.tables["cement"]


def no_column(plan: Plan) -> None:
    """A column is not there."""
    plan.tables["cement"] = plan.tables["cement"].drop(columns="cement_t")


def no_total(plan: Plan) -> None:
    """A total is not there."""
    del plan.totals["rail_tkm"]


def no_steps(plan: Plan) -> None:
    """The path of a haul has no steps."""
    plan.tables["paths"] = plan.tables["paths"].query("path != 'ship'")


def capped(plan: Plan) -> None:
    """The aim has a cap below what the plan emits."""
    plan.aim = replace(plan.aim, aim="cap", co2_cap_t=80_000.0)


def bounded(text: str) -> Break:
    """The aim has a bound that the plan does not keep."""

    def change(plan: Plan) -> None:
        plan.aim = replace(plan.aim, bounds=(bound_from_text(text),))

    return change


def wrong_objective(plan: Plan) -> None:
    """The solver says another objective than the plan adds up to."""
    plan.aim = replace(plan.aim, objective=28_636_900.0)


SHAPE: list[tuple[Code, str, Break]] = [
    (Code.TABLE_MISSING, "cement", no_table),
    (Code.COLUMN_MISSING, "cement/cement_t", no_column),
    (Code.NOT_FINITE, "cement/cement_t/0", cell("cement", 0, "cement_t", "many")),
    (Code.NEGATIVE, "markets/imported_t/0", cell("markets", 0, "imported_t", -5.0)),
    (Code.DUPLICATE, "cement/year/m1/opc", line("cement", 0)),
    (Code.UNKNOWN_ID, "kiln_feed/grade/sand", cell("kiln_feed", 1, "grade", "sand")),
]
MASSES: list[tuple[Code, str, Break]] = [
    (Code.FLOW_IDENTITY, "quarry_rock/kiln_site/limestone", cell("flows", 0, "origin_site", "mine")),
    (Code.FLOW_MOISTURE, "quarry_rock/kiln_site/limestone", cell("flows", 0, "dry_t", 120_000.0)),
    (Code.FEED_MOISTURE, "k1/raw/limestone", cell("kiln_feed", 0, "dry_t", 120_000.0)),
    (Code.ROLE, "k1/raw/slag", row("materials", "slag", raw=False)),
    (Code.ROLE, "m1/gypsum/gypsum", row("materials", "gypsum", constituent="slag")),
    (Code.SITE_BALANCE, "kiln_site/slag", cell("flows", 2, "wet_t", 25_200.0)),
    (Code.CLINKER_SHIPPED, "k1", cell("flows", 4, "wet_t", 94_800.0)),
    (Code.CLINKER_GROUND, "mill_site/k1", cell("flows", 4, "wet_t", 94_800.0)),
    (Code.CEMENT_MADE, "m1/opc", cell("mill_use", 1, "dry_t", 4_800.0)),
    (Code.CEMENT_SHIPPED, "m1/opc", cell("flows", 5, "wet_t", 100_200.0)),
]
SUPPLY: list[tuple[Code, str, Break]] = [
    (Code.SUPPLY_AVAILABLE, "own_slag", row("sources", "own_slag", arising=35.0)),
    (Code.SUPPLY_CAPTIVE, "own_slag", row("sources", "own_slag", captive_site="city")),
    (Code.SUPPLY_DAYS, "own_slag", row("sources", "own_slag", arising=37.0)),
]
STOCKS: list[tuple[Code, str, Break]] = [
    (Code.SUPPLY_PERIOD, "own_slag", stock("own_slag", "slag", put_t=25_000.0)),
    (Code.RULE_MISSING, "over_15/k1/2022", both(ruled((15.0, 1)), without("rules"))),
    (Code.RULE_SHARE, "over_15/k1/2022", both(ruled((15.0, 1)), cell("rules", 0, "share_pct", 19.0))),
    (Code.RULE_EARNED, "over_20/k1/2022", ruled((20.0, 1))),
    (Code.RULE_APPLIES, "over_15/k1/2022", ruled((15.0, 0), automatic=True)),
    (Code.RULE_STEPS, "over_18/k1/2022", ruled((15.0, 0), (18.0, 1))),
    (Code.RULE_PERMITS, "over_20/k1/2022/p", both(ruled((20.0, 0)), permitted("over_20"))),
    (Code.TARGET, "waste/region/2022", aimed(20.0)),
    (Code.TARGET_VALUE, "waste/region/2022", aimed(15.0, told=18.5)),
    (Code.MONEY_OBJECTIVE, "objective", aimed(20.0, price=100.0)),
    (Code.CO2_PEAK, "2030", after_the_peak()),
    (Code.STOCK_ROOM, "k1/clinker", stock("k1", "clinker", stock_t=10.0)),
    (Code.STOCK_ROOM, "m1/opc", both(store("m1", "opc", capacity=100.0), stock("m1", "opc", stock_t=10.0))),
    (Code.STOCK_START, "k1/clinker", stock("k1", "clinker", start_t=10.0)),
    (Code.STOCK_LOSS, "k1/clinker", stock("k1", "clinker", lost_t=10.0)),
    (Code.STOCK_BALANCE, "k1/clinker", stock("k1", "clinker", put_t=10_000.0)),
    (Code.CLINKER_SHIPPED, "k1", stock("k1", "clinker", put_t=10_000.0)),
    (Code.CEMENT_SHIPPED, "m1/opc", stock("m1", "opc", drawn_t=10_000.0)),
    (
        Code.STOCK_YEAR_END,
        "k1/clinker",
        both(copied("periods", "year", "rest", period="rest"), store("k1", "clinker", start=5.0)),
    ),
    (
        Code.STOCK_YEAR_END,
        "k1/clinker",
        both(copied("periods", "year", "rest", period="rest"), store("k1", "clinker", start=0.0, end=5.0)),
    ),
    (
        Code.MONEY_CATEGORY,
        "storage",
        both(store("k1", "clinker", holding_cost=20.0), stock("k1", "clinker", stock_t=9_000.0)),
    ),
]
KILN: list[tuple[Code, str, Break]] = [
    (Code.CLINKER_BALANCE, "k1", row("kiln_classes", "dry", dust_loss=1.0)),
    (Code.CAPACITY, "k1", row("kilns", "k1", capacity=470.0)),
    (Code.DAYS_MAX, "k1", row("kilns", "k1", days_max=199.0)),
    (Code.DAYS_MIN, "k1", row("kiln_classes", "dry", days_min=210.0)),
    (Code.MIN_LOAD, "k1", row("kiln_classes", "dry", min_load=96.0)),
    (Code.LINES_MAX, "k1", cell("kiln_running", 0, "lines_running", 2)),
    (Code.LINES_INTEGER, "k1", cell("kiln_running", 0, "lines_running", 0.9)),
    (Code.PERMIT, "k1/slag", row("kilns", "k1", coprocessing=False)),
    (Code.FEEDERS, "k1/raw", row("kiln_classes", "dry", raw_feeders=1)),
    (Code.FEEDER_MINIMUM, "k1/fuel/coal", row("kiln_classes", "dry", feeder_minimum=14.0)),
    (Code.FEEDER_FLAG, "k1/raw/slag", cell("kiln_feeders", 1, "used", 0)),
    (Code.DOSING, "k1/slag", row("dosing", ("dry", "slag"), max_share=18.0)),
]
QUALITY: list[tuple[Code, str, Break]] = [
    (Code.RATIO_LOWER, "k1/kh", row("limits", ("usual", "kh"), lower=0.8)),
    (Code.RATIO_UPPER, "k1/silica_modulus", row("limits", ("usual", "silica_modulus"), upper=3.14)),
    (Code.RATIO_UPPER, "k1/zinc", row("limits", ("usual", "zinc"), upper=23.9)),
    (Code.RATIO_WORST, "k1/zinc", row("limits", ("usual", "zinc"), upper=25.0, worst_materials=1.0)),
    (
        Code.RATIO_BRANCH,
        "k1/kh_low_im",
        copied("limits", ("usual", "so3"), ("usual", "kh_low_im"), metric="kh_low_im", upper=None),
    ),
    (
        Code.RATIO_DENOMINATOR,
        "k1/sulphur_alkali",
        copied("limits", ("usual", "so3"), ("usual", "sulphur_alkali"), metric="sulphur_alkali", upper=2.0),
    ),
    (Code.RATIO_REPORTED, "k1/kh", cell("quality", 0, "value", 0.81)),
]
CEMENT: list[tuple[Code, str, Break]] = [
    (Code.RECIPE, "m1/opc/body", row("recipes", ("opc", "body"), upper=94.0)),
    (Code.RECIPE, "m1/opc/setting", row("recipes", ("opc", "setting"), lower=5.1)),
    (Code.RECIPE, "m1/opc/gypsum", row("recipes", ("opc", "setting"), constituents=("slag",), lower=0.0)),
    (Code.CEMENT_SO3, "m1/opc", row("products", "opc", so3_max=2.1)),
    (Code.CEMENT_SO3, "m1/opc", row("products", "opc", so3_min=2.2)),
    (Code.CEMENT_CL, "m1/opc", row("analyses", "gypsum", cl=2.0)),
    (Code.CEMENT_MGO, "m1/opc", row("products", "opc", mgo_max=0.9)),
    (Code.CEMENT_LOI, "m1/opc", row("products", "opc", loi_max=0.9)),
    (Code.STRENGTH, "m1/opc", row("products", "opc", strength_min=55.0)),
    (Code.PLANT_CAPACITY, "m1", row("plants", "m1", capacity=99.0)),
]
HEAT: list[tuple[Code, str, Break]] = [
    (Code.FUEL_HEAT, "k1/coal", cell("kiln_feed", 2, "gj", 300_000.0)),
    (Code.HEAT_BALANCE, "k1", row("kilns", "k1", specific_heat=3.93)),
    (Code.HEAT_BALANCE, "k1", row("fuels", "coal", heat_penalty=1.0)),
    (Code.DRYING, "k1", cell("kiln_running", 0, "drying_exhaust_gj", 15_000.0)),
    (Code.EXHAUST, "k1", row("kiln_classes", "dry", exhaust_heat=0.16)),
    (
        Code.DRYING_ORDER,
        "k1",
        both(
            cell("kiln_running", 0, "drying_exhaust_gj", 15_000.0),
            cell("kiln_running", 0, "drying_fuel_gj", 300.0),
        ),
    ),
    (Code.FEED_WATER, "k1", row("kiln_classes", "dry", feed_moisture_max=4.0)),
    (Code.GAS, "k1", cell("kiln_running", 0, "line_days", 145.0)),
    (Code.SUBSTITUTION, "k1", row("fuels", "coal", alternative=True)),
    (Code.FUEL_SHARE, "k1/coal", row("fuels", "coal", max_heat_share=99.0)),
    (
        Code.ALTERNATIVE_CAPACITY,
        "k1",
        both(
            row("fuels", "coal", alternative=True),
            row("kiln_classes", "dry", tsr_max=100.0, alternative_fuel_capacity=64.0),
        ),
    ),
    (Code.WASTE_HEAT_POWER, "k1", row("kiln_classes", "dry", whr_energy=29.0)),
    (Code.POWER, "k1", row("kiln_classes", "dry", kiln_energy=15.0)),
]
MARKETS: list[tuple[Code, str, Break]] = [
    (Code.MARKET_DEMAND, "town/opc", cell("markets", 0, "demand_t", 110_000.0)),
    (Code.MARKET_BALANCE, "town/opc", row("demand", ("town", "opc", "year"), demand=113.0)),
    (Code.MARKET_DELIVERED, "city/opc", cell("markets", 0, "delivered_t", 100_500.0)),
    (Code.MARKET_IMPORT, "town/opc", row("demand", ("town", "opc", "year"), import_price=None)),
    (Code.MARKET_UNMET, "town/opc", row("demand", ("town", "opc", "year"), unmet_price=None)),
]
TRANSPORT: list[tuple[Code, str, Break]] = [
    (Code.PATH_MISSING, "ship", no_steps),
    (Code.PATH_ENDS, "sell", cell("flows", 5, "destination_site", "works")),
    (Code.PATH_JOIN, "coal/3", cell("paths", 3, "from_node", "kiln_site")),
    (Code.PATH_JOIN, "coal/2", cell("paths", 2, "mode", "road")),
    (Code.STEP_UNKNOWN, "sell/1", cell("paths", 8, "id", "kiln_mill")),
    (Code.STEP_UNKNOWN, "coal/5", cell("paths", 5, "id", "mine_a")),
    (
        Code.STEP_UNKNOWN,
        "near/1",
        copied("connections", "kiln_b", "works_b", connection="works_b", site="works"),
    ),
    (Code.STEP_LENGTH, "ship/1", cell("paths", 7, "length_km", 49.0)),
    (Code.STEP_LENGTH, "near/1", cell("paths", 6, "length_km", 12.0)),
    (Code.GOODS, "coal/minerals/load", row("transfers", "load", goods_groups=("bulk",))),
    (Code.GOODS, "coal/bulk/railway", row("materials", "coal", goods_group="bulk")),
    (Code.DISTANCE, SHIP + "/ship", cell("flows", 4, "road_km", 45.0)),
    (Code.FREIGHT, SHIP + "/ship", row("links", "kiln_mill", rate=0.4)),
    (Code.FREIGHT, "mine_coal/kiln_site/coal/coal", row("tariffs", ("rail", "minerals"), base=11.0)),
    (Code.HANDLING, "mine_coal/kiln_site/coal/coal", row("transfers", "load", cost=9.0)),
    (Code.HAUL_CO2, SHIP + "/ship", row("links", "kiln_mill", co2=0.2)),
    (Code.LINK_CAPACITY, "railway", row("links", "railway", capacity_left=60.0)),
    (Code.TRANSFER_CAPACITY, "load", row("transfers", "load", capacity=12.0)),
    (Code.SERVICE_TONNES, "coal_train", cell("services", 0, "tonnes", 12_000.0)),
    (Code.SERVICE_MINIMUM, "coal_train", row("services", "coal_train", minimum=14.0)),
    (
        Code.SERVICE_MINIMUM,
        "back",
        copied("services", "coal_train", "back", from_place="station_b", rule="always"),
    ),
    (Code.SERVICE_MAXIMUM, "coal_train", row("services", "coal_train", maximum=12.0)),
    (Code.ROAD_CEILING, "ship", info(road_ceiling_km=45.0)),
    (Code.RAIL_SHARE, "", info(rail_share_floor=26.0)),
]
BOOKS: list[tuple[Code, str, Break]] = [
    (Code.CO2_SCOPE, "electricity", total("electricity", 2_500.0)),
    (Code.CO2_TOTAL, "co2_t", total("co2_t", 85_000.0)),
    (Code.CO2_CAP, "co2_t", capped),
    (Code.BOUND, "waste_use", bounded("waste_use>=90")),
    (Code.BOUND, "cost", bounded("cost<=28000000")),
    (Code.CO2_IDENTITY, "k1", row("analyses", "limestone", cao=45.0)),
    (Code.CO2_GUIDELINE, "co2_guideline_t", row("materials", "slag", guideline_deduction=0.48)),
    (Code.MARKET_CO2, "k1/2022", traded(co2_t=73_000.0)),
    (Code.MARKET_SURPLUS, "k1/2022", traded(surplus_t=0.0)),
    (Code.MONEY_CATEGORY, "carbon_market", traded()),
    (Code.VAT_PAYABLE, "Tiny cement/2022", taxed(payable_cny=3_800_000.0)),
    (Code.VAT_REFUND, "Tiny cement/2022", taxed(refund_cny=2_730_000.0)),
    (Code.MONEY_CATEGORY, "freight", total("freight", 7_940_000.0)),
    (Code.MONEY_CATEGORY, "disposal", row("sources", "own_slag", disposal_cost=13.0)),
    (Code.MONEY_TOTAL, "cost_cement_sector", total("cost_cement_sector", 28_000_000.0)),
    (Code.MONEY_OBJECTIVE, "objective", wrong_objective),
    (Code.TOTAL_MISSING, "rail_tkm", no_total),
    (Code.TOTAL, "specific_heat_gj_per_t", total("specific_heat_gj_per_t", 3.2)),
    (Code.TOTAL, "waste_used_t", total("waste_used_t", 25_300.0)),
]
TODAY: list[tuple[Code, str, Break]] = [
    (Code.STATED, "clinker/k1", kiln_stated(clinker=94.0)),
    (Code.STATED, "lines/k1", kiln_stated(lines=2)),
    (Code.STATED, "days/k1", kiln_stated(days=190.0)),
    (Code.STATED, "raw feed/k1+limestone", feed_stated("raw", "limestone", amount=113.0)),
    # 114,000 of 139,300 dry tonnes are 81.84 %
    (Code.STATED, "raw share/k1+limestone", feed_stated("raw", "limestone", share=81.0)),
    (Code.STATED, "fuel share/k1+coal", feed_stated("fuel", "coal", share=99.0)),
    (Code.STATED, "haul/mine_coal+coal+kiln+kiln_site+road", haul_stated("road", 13.0)),
    (
        Code.STATED,
        "cement/m1+opc",
        stated(
            "current_cement",
            ("m1", "opc", "year"),
            CurrentCement(plant="m1", product="opc", period="year", cement=99.0, **NO_NOTE),
        ),
    ),
]
KEPT = [
    kiln_stated(clinker=95.0, lines=1, days=200.0),
    feed_stated("raw", "limestone", amount=114.0),
    feed_stated("raw", "slag", share=100 * 25_300 / 139_300),
    feed_stated("fuel", "coal", share=100.0),
    haul_stated("rail", 13.0),
    haul_stated("any", 13.0),
]
"""Statements that the tables of the tiny plan hold."""
MUTATIONS = [
    *TODAY,
    *SHAPE,
    *MASSES,
    *SUPPLY,
    *STOCKS,
    *KILN,
    *QUALITY,
    *CEMENT,
    *HEAT,
    *MARKETS,
    *TRANSPORT,
    *BOOKS,
]
