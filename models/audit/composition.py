"""Compositions as mass fractions, and the forms of lime, recomputed from the oxides of each analysis."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from cases.grades import grades
from cases.records import Analysis
from models.audit.frames import at, frame_of, number

OXIDES = ("sio2", "al2o3", "fe2o3", "cao", "mgo", "k2o", "na2o", "so3", "cl", "p2o5", "tio2")
MOLAR_CAO, MOLAR_MGO, MOLAR_CO2, MOLAR_WATER = 56.077, 40.304, 44.009, 18.015
CARBON_TO_CO2 = 44 / 12
"""As the guidelines of greenhouse gases count, not by atomic masses (44.009 / 12.011)."""


def items(case: Case) -> list[str]:
    """Everything a metric may count, apart from `mass`."""
    return [*OXIDES, "organic_s", *case.elements]


def composition(case: Case, analysis: Analysis | None) -> dict[str, float]:
    """Mass fractions of the dry material (t/t) with loss, carbonate CO2, water and forms of lime.

    What was not measured counts as zero.
    """
    wanted = [*items(case), "loi", "co2", "organic_c"]
    if analysis is None:
        return dict.fromkeys([*wanted, *_LIME], 0.0)
    percent = {
        name: number(getattr(analysis, name)) for name in (*OXIDES, "organic_s", "loi", "co2", "organic_c")
    }
    parts = {name: value / 100 for name, value in percent.items()}
    parts |= {name: number(analysis.traces.get(name)) / 1e6 for name in case.elements}
    return parts | _lime(parts, analysis.other_cao)


_LIME = ("carbonate_cao", "carbonate_mgo", "hydrate_cao", "silicate_cao", "bound_water")


def _lime(parts: Mapping[str, float], other_form: str) -> dict[str, float]:
    """Carbonates hold the CO2, CaO and MgO in one proportion; the other lime is as the analysis says."""
    room = parts["cao"] / MOLAR_CAO + parts["mgo"] / MOLAR_MGO
    share = min(1.0, parts["co2"] / MOLAR_CO2 / room) if room > 0 else 0.0
    other = parts["cao"] * (1 - share)
    water = max(0.0, parts["loi"] - parts["co2"] - parts["organic_c"])
    return {
        "carbonate_cao": share * parts["cao"],
        "carbonate_mgo": share * parts["mgo"],
        "hydrate_cao": min(other, water / MOLAR_WATER * MOLAR_CAO) if other_form == "hydrate" else 0.0,
        "silicate_cao": other if other_form == "silicate" else 0.0,
        "bound_water": water,
    }


def grade_frame(case: Case) -> pd.DataFrame:
    """Grades: material, moisture (t/t as received), composition (t/t dry), figures of the material."""
    rows = {
        key: {"material": g.material, "moisture": g.moisture / 100} | composition(case, g.analysis)
        for key, g in grades(case).items()
    }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = "grade"
    materials = frame_of(case.materials, keys=["material"])
    told = ("goods_group", "waste", "raw", "fuel", "permit", "constituent", "grinding_energy", "mill_energy")
    for name in (*told, "activity", "guideline_deduction"):
        frame[name] = at(materials[name], frame["material"])
    frame["water"] = frame["moisture"] / (1 - frame["moisture"])
    return frame


def ash_frame(case: Case) -> pd.DataFrame:
    """Composition of each fuel's ash (t per t ash)."""
    rows = {
        key: composition(case, case.analyses[fuel.ash_analysis] if fuel.ash_analysis else None)
        for key, fuel in case.fuels.items()
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=None if rows else items(case))
    frame.index.name = "material"
    return frame[items(case)]
