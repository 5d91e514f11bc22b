"""Activities of the plan by who and when, and the linear forms over them. kt, TJ, MWh, tce, kt CO2, kt·km."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from cases.forms import NAMED, activities, forms, items_of
from cases.policy import REGION, SUBJECT
from models.audit.capture import captured
from models.audit.carbon import fossil, guideline_by_kiln
from models.audit.composition import CARBON_TO_CO2
from models.audit.frames import at
from models.audit.green import green_power
from models.audit.markets import demand_frame
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.power import line_kwh, mill_kwh, own_kwh
from models.audit.supply import period_share
from models.audit.waste import arising_in_period, moisture_of
from models.audit.works import truck_changes
from models.audit.years import of_grid

TJ_PER_TCE = 0.0293076
TCE_PER_KWH = 0.1229e-3
NAMES = ["kiln", "plant", "source_id", "site", "market"]
Counted = Callable[[Plan, Routes], pd.DataFrame]


def by_subject(plan: Plan, routes: Routes, form: str, *, scope: str, item: str | None) -> pd.Series:
    """Amounts of a form by subject and year."""
    key = f"form {form} {scope} {item}"
    if key not in plan.memo:
        plan.memo[key] = _by_subject(plan, routes, form, scope, item)
    found: pd.Series = plan.memo[key]
    return found


def _by_subject(plan: Plan, routes: Routes, form: str, scope: str, item: str | None) -> pd.Series:
    named = item or "*"
    whole = pd.concat(
        [
            _term(plan, routes, term.activity, named if term.item == NAMED else term.item) * term.weight
            for term in forms(plan.case)[form]
        ]
    )
    names = whole.index.to_frame(index=False)
    subject = pd.Series(REGION, index=names.index) if scope == REGION else names[SUBJECT[scope]]
    summed = pd.Series(whole.to_numpy(dtype=float)).groupby([subject, names["year"]]).sum()
    return summed.rename_axis(["subject", "year"])


def _term(plan: Plan, routes: Routes, activity: str, item: str) -> pd.Series:
    """Amounts of one activity of the items let in, by kiln, plant, company, prefecture and year."""
    key = f"activity {activity}"
    if key not in plan.memo:
        plan.memo[key] = _owned(plan, ACTIVITIES[activity](plan, routes))
    frame: pd.DataFrame = plan.memo[key]
    wanted = items_of(plan.case, activities()[activity].items, item)
    rows = frame if wanted is None else frame[frame["item"].isin(wanted)]
    return rows.set_index(["kiln", "plant", "company", "prefecture", "year"])["amount"]


def _owned(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with company, prefecture and year; a site's company is that of what stands there first."""
    case = plan.case
    frame = frame.reindex(columns=[*NAMES, "item", "period", "amount"]).reset_index(drop=True)
    company: dict[tuple[str, str], str | None] = {}
    prefecture: dict[tuple[str, str], str | None] = {}
    stands = [("kiln", key, kiln.site, kiln.company) for key, kiln in case.kilns.items()]
    stands += [("plant", key, plant.site, plant.company) for key, plant in case.plants.items()]
    for kind, key, site, owner in stands:
        company[kind, key] = owner
        company.setdefault(("site", site), owner)
        prefecture[kind, key] = case.sites[site].prefecture
    prefecture |= {("source_id", key): case.sites[row.site].prefecture for key, row in case.sources.items()}
    prefecture |= {("market", key): case.sites[row.site].prefecture for key, row in case.markets.items()}
    prefecture |= {("site", key): row.prefecture for key, row in case.sites.items()}
    who = [_first(row) for row in frame[NAMES].itertuples(index=False, name=None)]
    return frame.assign(
        company=pd.Series([company.get(key) for key in who], dtype=object),
        prefecture=pd.Series([prefecture.get(key) for key in who], dtype=object),
        year=[str(case.periods[period].year) for period in frame["period"]],
    )


def _first(ids: tuple[object, ...]) -> tuple[str, str]:
    """The kind and id that a row states."""
    for name, value in zip(NAMES, ids, strict=True):
        if isinstance(value, str):
            return name, value
    return "", ""


def _fed(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    return plan.raw.assign(item=plan.raw["material"], amount=plan.raw["dry"] / 1000)


def _burnt(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    return plan.burnt.assign(item=plan.burnt["material"], amount=plan.burnt["wet_t"] / 1000)


def _heat(plan: Plan, routes: Routes) -> pd.DataFrame:
    frame = _burnt(plan, routes)
    return frame.assign(amount=frame["amount"] * frame["ncv"])


def _clinker(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    return _by_kiln(plan.running["clinker_t"] / 1000, "clinker")


def _kiln_power(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    return _by_kiln(_bought(plan) / 1000, "power")


def _bought(plan: Plan) -> pd.Series:
    """Power in kWh that each kiln line buys, by period and kiln."""
    return pd.Series(line_kwh(plan) - own_kwh(plan))


def _mill_power(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    bought = mill_kwh(plan).rename("amount").reset_index()
    return bought.assign(item="power", amount=bought["amount"] / 1000)


def _energy(plan: Plan, routes: Routes) -> pd.DataFrame:
    heat = _heat(plan, routes)
    power = _by_kiln(_bought(plan) * TCE_PER_KWH, "energy")
    return pd.concat([heat.assign(amount=heat["amount"] / TJ_PER_TCE, item="energy"), power])


def _by_kiln(values: pd.Series, item: str) -> pd.DataFrame:
    return values.rename("amount").reset_index().assign(item=item)


def _process(plan: Plan) -> pd.DataFrame:
    raw = plan.raw
    carbon = raw["dry"] * (raw["co2"] + raw["organic_c"] * CARBON_TO_CO2) / 1000
    return raw[["period", "kiln"]].assign(item="process", amount=carbon)


def _fossil(plan: Plan) -> pd.DataFrame:
    return plan.burnt[["period", "kiln"]].assign(item="fuel_fossil", amount=fossil(plan) / 1000)


def _kiln_co2(plan: Plan, routes: Routes) -> pd.DataFrame:
    power = _kiln_power(plan, routes)
    power = power.assign(item="electricity", amount=_grid_co2(plan, power))
    return pd.concat([_process(plan), _fossil(plan), power, _caught(plan), _green(plan, "kiln", "kiln")])


def _caught(plan: Plan) -> pd.DataFrame:
    """CO2 captured, below zero."""
    taken = captured(plan)
    return taken[["period", "kiln"]].assign(item="captured", amount=-taken["captured_t"] / 1000)


def _green(plan: Plan, facility: str, name: str) -> pd.DataFrame:
    """CO2 of the grid that green power saves at kilns or mills, below zero."""
    rows = green_power(plan)
    rows = rows[rows["facility"] == facility]
    saved = -rows["kwh"] * at(of_grid(plan, "grid_co2"), rows["period"]) / 1e6
    placed = rows[["period", "id"]].rename(columns={"id": name})
    return placed.assign(item="green_power", amount=saved)


def _co2(plan: Plan, routes: Routes) -> pd.DataFrame:
    mills = _mill_power(plan, routes)
    mills = mills.assign(item="electricity", amount=_grid_co2(plan, mills))
    hauls = _hauls(routes)
    moved = hauls.assign(item="transport", amount=hauls["wet_t"] * hauls["own_co2"] / 1e6)
    trucks = truck_changes(plan, routes, "truck_co2")
    trucks = trucks.assign(item="transport", amount=trucks["change"] / 1e6)
    bought = demand_frame(plan).reset_index()
    kg = bought["imported_t"] * bought["import_co2"].fillna(0.0)
    return pd.concat(
        [
            _kiln_co2(plan, routes), mills, _green(plan, "mill", "plant"), moved, trucks,
            bought.assign(item="imports", amount=kg / 1e6), _left(plan),
        ]
    )  # fmt: skip


def _grid_co2(plan: Plan, power: pd.DataFrame) -> pd.Series:
    """CO2 of power bought, by the grid of its year [kt]."""
    found: pd.Series = power["amount"] * at(of_grid(plan, "grid_co2"), power["period"]) / 1000
    return found


def _left(plan: Plan) -> pd.DataFrame:
    """CO2 of disposal of what nobody takes, by source and period; only where the case counts any."""
    frame = arising_in_period(plan).reset_index()
    taken = _taken(plan, None).groupby(["period", "source_id"])["amount"].sum() * 1000
    left = (
        frame["available"]
        - taken.reindex(pd.MultiIndex.from_frame(frame[["period", "source_id"]])).fillna(0.0).to_numpy()
    )
    wet = left / (1 - at(moisture_of(plan), frame["source_id"]))
    return frame.assign(item="disposal", amount=wet * plan.case.factors.disposal_co2 / 1e6)


def _guideline(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    return _by_kiln(guideline_by_kiln(plan) / 1000, "guideline")


def _added(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    mill = plan["mill_use"][plan["mill_use"]["kind"] == "material"]
    return mill.assign(item=at(plan.grades["material"], mill["grade"]), amount=mill["dry_t"] / 1000)


def _cement(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    return plan["cement"].assign(item=plan["cement"]["product"], amount=plan["cement"]["cement_t"] / 1000)


def _ground(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    mill = plan["mill_use"][plan["mill_use"]["kind"] == "clinker"]
    return mill.assign(item=mill["product"], amount=mill["dry_t"] / 1000)


def _hauls(routes: Routes) -> pd.DataFrame:
    """Material belongs to the works it comes to, clinker to its kiln, cement to its mill."""
    flows, kind = routes.hauls, routes.hauls["kind"]
    return flows.assign(
        kiln=flows["origin"].where(kind == "clinker"), plant=flows["origin"].where(kind == "cement"),
        site=flows["destination_site"].where(kind == "material"),
    )  # fmt: skip


def _moved(plan: Plan, routes: Routes) -> pd.DataFrame:
    del plan
    hauls = _hauls(routes)
    rail, other, road = (hauls[f"own_{mode}_km"] > 0 for mode in ("rail", "other", "road"))
    mode = np.where(rail, "rail", np.where(other, "other", "road"))
    return hauls.assign(item=mode, amount=hauls["wet_t"] / 1000)[rail | other | road]


def _work(plan: Plan, routes: Routes) -> pd.DataFrame:
    del plan
    hauls = _hauls(routes)
    return pd.concat(
        [
            hauls.assign(item=mode, amount=hauls["wet_t"] * hauls[f"own_{mode}_km"] / 1000)
            for mode in ("road", "rail", "other")
        ]
    )


def _arising(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    return _of_sources(plan, "arising")


def _elsewhere(plan: Plan, routes: Routes) -> pd.DataFrame:
    del routes
    return _of_sources(plan, "used_elsewhere")


def _of_sources(plan: Plan, column: str) -> pd.DataFrame:
    """A yearly amount of every source with a stated arising, by source and period."""
    sources, share = plan.sources[plan.sources["arising"].notna()], period_share(plan)
    rows = [
        (source, row["material"], period, row[column] * share[period, str(source)])
        for source, row in sources.iterrows()
        for period in plan.case.periods
    ]
    return pd.DataFrame(rows, columns=["source_id", "item", "period", "amount"])


def _taken(plan: Plan, routes: Routes | None) -> pd.DataFrame:
    del routes
    flows = plan["flows"][plan["flows"]["kind"] == "material"]
    known = at(plan.sources["arising"].notna(), flows["origin"]).astype(bool)
    dry = flows["wet_t"] * (1 - at(plan.grades["moisture"], flows["grade"])) / 1000
    return flows.assign(source_id=flows["origin"], amount=dry)[["source_id", "item", "period", "amount"]][
        known
    ]


ACTIVITIES: Mapping[str, Counted] = MappingProxyType(
    {
        "raw": _fed, "fuel": _burnt, "fuel_heat": _heat, "clinker": _clinker, "kiln_power": _kiln_power,
        "mill_power": _mill_power, "energy": _energy, "kiln_co2": _kiln_co2, "guideline_co2": _guideline,
        "addition": _added, "cement": _cement, "clinker_ground": _ground, "haul": _moved, "tkm": _work,
        "co2": _co2, "waste_arising": _arising, "waste_elsewhere": _elsewhere, "waste_taken": _taken,
    }
)  # fmt: skip
