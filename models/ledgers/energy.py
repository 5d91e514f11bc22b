"""Heat and electricity by kiln and mill. GJ, MWh, kgce per tonne of clinker."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from models.ledgers.capture import captured
from models.ledgers.projects import per_kiln

GJ_PER_TCE = 29.3076
KGCE_PER_KWH = 0.1229
"""Equivalent value of electricity in the energy standards (GB/T 2589)."""


def energy_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a facility and period: heat, alternative heat, power by use, own power, purchased power."""
    return pd.concat([_kilns(case, tables), _mills(case, tables)], ignore_index=True)


def _kilns(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    feed = tables["kiln_feed"]
    materials, fuels = case.materials, case.fuels
    alternative = {name for name, fuel in fuels.items() if fuel.alternative}
    raw_energy = feed["material"].map({n: m.grinding_energy for n, m in materials.items()})
    preparation = feed["material"].map({n: f.preparation_energy for n, f in fuels.items()})
    is_raw = feed["use"] == "raw"
    work = feed.assign(
        alternative_heat_gj=feed["gj"].where(feed["material"].isin(alternative), 0.0),
        grinding_mwh=(feed["dry_t"] * raw_energy / 1000.0).where(is_raw, 0.0),
        preparation_mwh=(feed["wet_t"] * preparation / 1000.0).where(~is_raw, 0.0),
    )
    columns = ["gj", "alternative_heat_gj", "grinding_mwh", "preparation_mwh"]
    summed = work.groupby(["period", "kiln"], as_index=False)[columns].sum()
    frame = tables["kiln_running"].merge(summed, on=["period", "kiln"], how="left").fillna(0.0)
    classes = {name: case.kiln_classes[kiln.kiln_class] for name, kiln in case.kilns.items()}
    per_tonne = frame["kiln"].map({name: kiln_class.kiln_energy for name, kiln_class in classes.items()})
    used = frame["clinker_t"] * per_tonne / 1000.0 + frame["grinding_mwh"] + frame["preparation_mwh"]
    used += _capture(case, tables, frame) + _of_projects(case, tables, frame)
    bought = used - frame["own_power_mwh"]
    coal = frame["gj"] / GJ_PER_TCE * 1000.0
    clinker = frame["clinker_t"].where(frame["clinker_t"] > 0)
    return pd.DataFrame(
        {
            "period": frame["period"], "facility": "kiln", "id": frame["kiln"], "heat_gj": frame["gj"],
            "alternative_heat_gj": frame["alternative_heat_gj"], "used_mwh": used,
            "own_mwh": frame["own_power_mwh"], "purchased_mwh": bought,
            "specific_heat_gj_per_t": (frame["gj"] / clinker).fillna(0.0),
            "comprehensive_kgce_per_t": ((coal + bought * 1000.0 * KGCE_PER_KWH) / clinker).fillna(0.0),
        }
    )  # fmt: skip


def _capture(case: Case, tables: Mapping[str, pd.DataFrame], frame: pd.DataFrame) -> pd.Series:
    """Power that CO2 capture takes at each row's kiln [MWh]."""
    taken = captured(case, tables).groupby(["period", "kiln"])["power_mwh"].sum()
    keys = pd.MultiIndex.from_frame(frame[["period", "kiln"]])
    return pd.Series(taken.reindex(keys).fillna(0.0).to_numpy(float), index=frame.index)


def _of_projects(case: Case, tables: Mapping[str, pd.DataFrame], frame: pd.DataFrame) -> pd.Series:
    """Power that projects add or save at each row's kiln [MWh]."""
    more = per_kiln(case, tables, "power")
    keys = pd.MultiIndex.from_frame(frame[["period", "kiln"]])
    return pd.Series(more.reindex(keys).fillna(0.0).to_numpy(float), index=frame.index)


def _mills(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    power = mill_power(case, tables)
    used = power.groupby(["period", "plant"])[["used_mwh"]].sum().reset_index()
    return used.rename(columns={"plant": "id"}).assign(
        facility="mill", heat_gj=0.0, alternative_heat_gj=0.0, own_mwh=0.0, purchased_mwh=used["used_mwh"],
        specific_heat_gj_per_t=0.0, comprehensive_kgce_per_t=0.0,
    )  # fmt: skip


def mill_power(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Electricity of grinding by period, plant and product, the base of the plant inside [MWh]."""
    use = tables["mill_use"]
    known = {name: material.mill_energy for name, material in case.materials.items()}
    material = use["grade"].str.split("@").str[0]
    energy = material.map(known).where(use["kind"] == "material", case.factors.clinker_mill_energy)
    keys = ["period", "plant", "product"]
    ground = (use["dry_t"] * energy / 1000.0).groupby([use[key] for key in keys]).sum()
    cement = tables["cement"]
    base = cement["plant"].map({name: plant.base_energy for name, plant in case.plants.items()})
    common = (cement["cement_t"] * base / 1000.0).groupby([cement[key] for key in keys]).sum()
    return pd.DataFrame({"used_mwh": ground.add(common, fill_value=0.0)}).reset_index()
