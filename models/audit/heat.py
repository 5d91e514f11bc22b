"""Heat of kilns from the oxides: base heat, balance, drying and its order, gas, fuel shares."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.audit import capture
from models.audit.codes import Code
from models.audit.composition import CARBON_TO_CO2, composition
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, at
from models.audit.plan import Plan, once
from models.audit.tolerance import FLOOR_T, RATIO, above, numbers, slack, tell, unequal

KEYS = ["period", "kiln"]
CO2_M3, WATER_M3 = 509.0, 1244.0
"""m3 at normal conditions per tonne."""


def check(plan: Plan) -> Iterator[AuditFinding]:
    """All heat rules of every kiln and period."""
    reference = references(plan)
    yield from _fuel_heat(plan)
    yield from _balance(plan, reference)
    yield from _drying(plan)
    yield from _gas(plan, reference)
    yield from _shares(plan)


def decomposition(plan: Plan, raw: pd.DataFrame) -> pd.Series:
    """GJ per dry t that the forms of lime and magnesia ask for."""
    f = plan.case.factors
    saved = f.hydrate_saving_kept / 100 * (f.heat_carbonate_cao - f.heat_hydrate_cao)
    return (
        raw["carbonate_cao"] * f.heat_carbonate_cao
        + raw["carbonate_mgo"] * f.heat_carbonate_mgo
        + raw["hydrate_cao"] * (f.heat_carbonate_cao - saved)
        + raw["silicate_cao"] * f.heat_silicate_cao
    )


def carbon_heat(plan: Plan, raw: pd.DataFrame) -> pd.Series:
    """GJ per dry t that organic carbon gives to the kiln."""
    f = plan.case.factors
    return raw["organic_c"] * f.heat_organic_c * f.organic_c_useful / 100


def _mix(plan: Plan, mix: str) -> pd.DataFrame:
    """Materials of a reference mix with their share of the dry feed and composition."""
    rows = []
    for (name, material), row in plan.case.reference_mixes.items():
        if name == mix:
            m = plan.case.materials[material]
            analysis = plan.case.analyses[m.analysis] if m.analysis else None
            water = m.moisture / (100 - m.moisture)
            rows.append({"share": row.share / 100, "water": water} | composition(plan.case, analysis))
    return pd.DataFrame(rows)


@once
def references(plan: Plan) -> pd.DataFrame:
    """Per t clinker of each kiln on its reference mix and fuel: base heat, drying by exhaust, gas volume."""
    kilns, fuels = plan.kilns, plan.fuels
    asked = pd.DataFrame({str(mix): _asked(plan, str(mix)) for mix in kilns["reference_mix"].unique()}).T
    per_feed = asked.reindex(kilns["reference_mix"]).set_index(kilns.index)
    fuel = fuels.reindex(kilns["reference_fuel"]).set_index(kilns.index)
    burnt = kilns["specific_heat"] / (1 - fuel["heat_penalty"])
    ash = burnt / fuel["ncv"] * fuel["ash"] * kilns["ash_retained"]
    feed = (1 - ash) / (per_feed["yield"] * (1 - kilns["dust_loss"]))
    per_clinker = per_feed.mul(feed, axis=0)
    burning = burnt * fuel["gas_volume"]
    drying, exhaust = per_clinker["drying"], kilns["exhaust_heat"]
    base = kilns["specific_heat"] - per_clinker["reactions"] - (drying - exhaust).clip(lower=0.0)
    return pd.DataFrame(
        {"base": base, "drying": drying.clip(upper=exhaust), "gas": burning + per_clinker["fumes"]}
    )


def _asked(plan: Plan, mix: str) -> pd.Series:
    """Per dry t of a reference mix: clinker (t), heat of drying and of reactions (GJ), gas (m3)."""
    raw = _mix(plan, mix)
    share = raw["share"]
    return pd.Series(
        {
            "yield": (share * (1 - raw["loi"])).sum(),
            "drying": (share * raw["water"]).sum() * plan.case.factors.heat_evaporation,
            "reactions": (share * (decomposition(plan, raw) - carbon_heat(plan, raw))).sum(),
            "fumes": (share * _fumes(raw)).sum(),
        }
    )


def _fumes(raw: pd.DataFrame) -> pd.Series:
    """m3 per dry t: carbon dioxide of carbonates and organic carbon, free and bound water."""
    return (raw["co2"] + raw["organic_c"] * CARBON_TO_CO2) * CO2_M3 + (
        raw["water"] + raw["bound_water"]
    ) * WATER_M3


def _per_kiln(plan: Plan, values: pd.Series, keys: pd.DataFrame) -> pd.Series:
    """Sum of values by period and kiln, on the rows of kiln_running."""
    grouped = values.groupby([keys["period"], keys["kiln"]]).sum()
    return grouped.reindex(plan.running.index).fillna(0.0)


def _fuel_heat(plan: Plan) -> Iterator[AuditFinding]:
    keys = ["period", "kiln", "material"]
    burnt = plan.burnt.assign(heat=plan.burnt["wet_t"] * plan.burnt["ncv"])
    yield from unequal(
        Code.FUEL_HEAT, amounts(burnt, keys, "gj"), amounts(burnt, keys, "heat"), unit="GJ", relative=RATIO
    )


def _balance(plan: Plan, reference: pd.DataFrame) -> list[AuditFinding]:
    """What fuels and organic carbon give is what clinker, lime and drying by fuel ask for."""
    raw, burnt, run = plan.raw, plan.burnt, plan.running
    given = _per_kiln(plan, burnt["wet_t"] * burnt["ncv"] * (1 - burnt["heat_penalty"]), burnt)
    given = given + _per_kiln(plan, raw["dry"] * carbon_heat(plan, raw), raw)
    base = at(reference["base"], pd.Series(run.index.get_level_values("kiln")))
    asked = run["clinker_t"] * (base + run["project_heat"]) + _per_kiln(
        plan, raw["dry"] * decomposition(plan, raw), raw
    )
    asked = asked + capture.asked(plan, "capture_heat").reindex(run.index).fillna(0.0)
    return unequal(Code.HEAT_BALANCE, given, asked + run["drying_fuel_gj"], unit="GJ", relative=RATIO)


def _drying(plan: Plan) -> Iterator[AuditFinding]:
    """Water is dried by exhaust gas first: fuel that dries while exhaust is left is burnt for nothing."""
    raw, run = plan.raw, plan.running
    water = _per_kiln(plan, raw["dry"] * raw["water"], raw)
    asked = water * plan.case.factors.heat_evaporation
    exhaust, fuel, room = (
        run["drying_exhaust_gj"],
        run["drying_fuel_gj"],
        run["clinker_t"] * run["exhaust_heat"],
    )
    yield from unequal(Code.DRYING, exhaust + fuel, asked, unit="GJ", relative=RATIO)
    yield from above(Code.EXHAUST, exhaust, room, unit="GJ")
    edge = slack(numbers(room), relative=RATIO)
    wasteful = (fuel > edge) & (exhaust < room - edge)
    yield from tell(Code.DRYING_ORDER, exhaust[wasteful], room[wasteful], unit="GJ")
    wet = water + _per_kiln(plan, raw["dry"], raw)
    share = (water / wet * 100)[wet > FLOOR_T]
    yield from above(Code.FEED_WATER, share, run["feed_moisture_max"] * 100, unit="%", floor=1e-6)


def _gas(plan: Plan, reference: pd.DataFrame) -> list[AuditFinding]:
    raw, burnt, run = plan.raw, plan.burnt, plan.running
    made = _per_kiln(plan, burnt["wet_t"] * burnt["ncv"] * burnt["gas_volume"], burnt)
    made = made + _per_kiln(plan, raw["dry"] * _fumes(raw), raw)
    rated = run["capacity"] * run["line_days"] * (1 + run["gas_margin"])
    room = rated * at(reference["gas"], pd.Series(run.index.get_level_values("kiln")))
    return above(Code.GAS, made, room, unit="m3")


def _shares(plan: Plan) -> Iterator[AuditFinding]:
    """Alternative heat in all heat, each fuel's share, and what the handling line can take."""
    burnt, run = plan.burnt, plan.running
    heat = burnt["wet_t"] * burnt["ncv"]
    alternative = burnt["alternative"].astype(bool)
    whole = _per_kiln(plan, heat, burnt)
    whole = whole[whole > FLOOR_T]
    share = _per_kiln(plan, heat.where(alternative, 0.0), burnt).reindex(whole.index) / whole * 100
    yield from above(Code.SUBSTITUTION, share, run["tsr_max"] * 100, unit="%", floor=1e-6)
    each = heat.groupby([burnt["period"], burnt["kiln"], burnt["material"]]).sum()
    pairs = pd.MultiIndex.from_arrays(
        [each.index.get_level_values("period"), each.index.get_level_values("kiln")]
    )
    each = (each / whole.reindex(pairs).to_numpy() * 100).dropna()
    ceiling = plan.fuels["max_heat_share"].reindex(each.index.get_level_values("material")).to_numpy() * 100
    yield from above(Code.FUEL_SHARE, each, pd.Series(ceiling, index=each.index), unit="%", floor=1e-6)
    handled = _per_kiln(plan, burnt["wet_t"].where(alternative, 0.0), burnt)
    yield from above(
        Code.ALTERNATIVE_CAPACITY, handled, run["alternative_fuel_capacity"] * run["line_days"], unit="t"
    )
