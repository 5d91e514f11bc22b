"""Kilns (groups of identical lines): running, energy, CO2, carbon market and GCCA lines, cost."""

from __future__ import annotations

import pandas as pd

from models.comparison.frames import named, per, side_by_side
from models.comparison.state import State

NOT_STATED = "not stated"
OF_PROJECTS = ("co2_captured_t", "co2_green_power_t")
"""Measures that only projects bring: not told where neither state has them."""


def kilns(current: State, plan: State) -> pd.DataFrame:
    """kiln, company, prefecture and the measures of ``_measures``; no ratios for a kiln that stands."""
    currency = plan.case.info.currency
    frames = [_measures(state) for state in (current, plan)]
    nothing = [name for name in OF_PROJECTS if not any(frame[name].any() for frame in frames)]
    today, planned = (frame.drop(columns=nothing) for frame in frames)
    return side_by_side(today, planned, currency=currency)


def owners(state: State) -> pd.DataFrame:
    """Company and prefecture of each kiln."""
    case = state.case
    company = named({key: kiln.company for key, kiln in case.kilns.items()}, NOT_STATED)
    place = named({key: case.sites[kiln.site].prefecture for key, kiln in case.kilns.items()}, NOT_STATED)
    return pd.DataFrame({"company": company, "prefecture": place}).rename_axis("kiln")


def _measures(state: State) -> pd.DataFrame:
    """All measures of a state.

    ``days`` are running days a line; ``capacity_use_pct`` is clinker over registered t/d times the days that
    the stop windows leave; ``co2_kg_per_t`` holds process, fossil fuel and purchased power,
    less what is captured and what green power saves.
    Carbon market: the guideline's direct CO2 per tonne. GCCA: gross = process + all fossil fuel CO2,
    net = gross less the fossil CO2 of alternative fuels and less captured CO2, biomass a memo; power is not
    in them.
    Per tonne of cementitious product: see ``_cementitious``. ``cost_cny`` is the cement sector's at the kiln.
    """
    rows, made = state.kilns, state.kilns["clinker_t"]
    direct = rows["co2_process_t"] + rows["co2_fuel_fossil_t"]
    net, cementitious = direct - rows["alternative_fossil_t"] + rows["co2_captured_t"], _cementitious(state)
    taken_off = rows["co2_captured_t"] + rows["co2_green_power_t"]
    measures = {
        "lines_running": rows["lines_running"],
        "days": rows["days"],
        "clinker_t": made,
        "capacity_use_pct": 100.0 * per(made, rows["possible_t"]),
        "heat_gj_per_t": per(rows["heat_gj"], made),
        "kgce_per_t": per(rows["energy_kgce"], made),
        "thermal_substitution_pct": 100.0 * per(rows["alternative_heat_gj"], rows["heat_gj"]),
        "waste_dry_t": rows["waste_dry_t"],
        "co2_process_t": rows["co2_process_t"],
        "co2_fuel_fossil_t": rows["co2_fuel_fossil_t"],
        "co2_electricity_t": rows["co2_electricity_t"],
        "co2_transport_in_t": rows["co2_transport_in_t"],
        "co2_biogenic_memo_t": rows["co2_biogenic_memo_t"],
        "co2_captured_t": rows["co2_captured_t"],
        "co2_green_power_t": rows["co2_green_power_t"],
        "co2_kg_per_t": 1000.0 * per(direct + rows["co2_electricity_t"] + taken_off, made),
        "guideline_t": rows["guideline_t"],
        "guideline_kg_per_t": 1000.0 * per(rows["guideline_t"], made),
        "gcca_gross_t": direct,
        "gcca_net_t": net,
        "gcca_gross_kg_per_t": 1000.0 * per(direct, made),
        "gcca_net_kg_per_t": 1000.0 * per(net, made),
        "gcca_biomass_memo_kg_per_t": 1000.0 * per(rows["co2_biogenic_memo_t"], made),
        "gcca_cementitious_t": cementitious,
        "gcca_gross_kg_per_t_cementitious": 1000.0 * per(direct, cementitious),
        "gcca_net_kg_per_t_cementitious": 1000.0 * per(net, cementitious),
        "cost_cny": rows["cost_cny"],
        "cost_cny_per_t": per(rows["cost_cny"], made),
    }
    frame = pd.DataFrame(measures).join(owners(state))
    return frame.set_index(["company", "prefecture"], append=True)


def _cementitious(state: State) -> pd.Series:
    """Cement that each kiln's clinker went into, shared by clinker where several meet in a mill [t]."""
    use = state.tables["mill_use"]
    keys = ["period", "plant", "product"]
    clinker = use[use["kind"] == "clinker"]
    clinker = clinker.assign(share=per(clinker["dry_t"], clinker.groupby(keys)["dry_t"].transform("sum")))
    with_cement = clinker.merge(state.tables["cement"], on=keys)
    into = (with_cement["cement_t"] * with_cement["share"]).groupby(with_cement["grade"]).sum()
    return into.reindex(state.kilns.index).fillna(0.0)
