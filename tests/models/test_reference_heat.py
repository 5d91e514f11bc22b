"""A kiln on its reference mix and fuel burns what was measured, as the model and as the audit count.

Per tonne of clinker: the fuel fires measured / (1 - penalty) GJ, its ash is part of the tonne, the mix
makes the rest. Nothing here is taken from how the base heat is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cases import Case, load_case
from models.audit import AuditAim
from models.audit.heat import carbon_heat, decomposition, references
from models.audit.plan import read_plan
from models.data import prepare
from tests.cases_in_code import library_case
from tests.models.audit.tiny_plan import tiny_tables
from tests.models.every_family import case_of

LIBRARY = ("hand", "mid", "xinjiang", "xinjiang-2030")


@dataclass(frozen=True, kw_only=True)
class Coefficients:
    """Figures of one way to count, as fractions: ``base`` and ``gas`` of kilns, ``need`` [GJ/t dry] and
    ``fumes`` [m3/t dry] of raw materials, fuels."""

    kilns: pd.DataFrame
    raw: pd.DataFrame
    fuels: pd.DataFrame
    evaporation: float


def of_model(case: Case) -> Coefficients:
    """What the rows c_clinker_mass, c_heat, c_drying and c_gas of the model are made of."""
    data = prepare(case)
    kilns = data.kilns.assign(base=data.kilns["base_heat"], gas=data.kilns["reference_gas"])
    heat = kilns["specific_heat"].fillna(kilns["specific_heat_of_class"])
    kilns = kilns.assign(measured=heat)
    raw = _materials(case, data.grades.assign(need=data.grades["heat_need"]))
    return Coefficients(
        kilns=kilns,
        raw=raw.assign(fumes=_fumes(raw)),
        fuels=data.fuels,
        evaporation=case.factors.heat_evaporation,
    )


def of_audit(case: Case) -> Coefficients:
    """The same from the audit's own reading of the case; it needs no plan."""
    empty = {name: table.iloc[:0] for name, table in tiny_tables().items()}
    plan = read_plan(case, empty, {}, aim=AuditAim())
    reference = references(plan)
    need = decomposition(plan, plan.grades) - carbon_heat(plan, plan.grades)
    raw = _materials(case, plan.grades.assign(need=need))
    return Coefficients(
        kilns=plan.kilns.assign(
            base=reference["base"], gas=reference["gas"], measured=plan.kilns["specific_heat"]
        ),
        raw=raw.assign(fumes=_fumes(raw)),
        fuels=plan.fuels,
        evaporation=case.factors.heat_evaporation,
    )


def _materials(case: Case, grades: pd.DataFrame) -> pd.DataFrame:
    """Composition of each material, with the moisture of the material and not of one of its sources."""
    found = grades.drop_duplicates("material").set_index("material")
    moist = pd.Series({name: material.moisture / 100 for name, material in case.materials.items()})
    moist = moist.reindex(found.index)
    return found.assign(water=moist / (1 - moist))


def _fumes(raw: pd.DataFrame) -> pd.Series:
    """509 m3/t of CO2 from carbonates and carbon, 1244 m3/t of free and bound water."""
    return 509 * (raw["co2"] + raw["organic_c"] * 44 / 12) + 1244 * (raw["water"] + raw["bound_water"])


def on_the_reference(case: Case, count: Coefficients, kiln: str) -> Mapping[str, Any]:
    """GJ given and asked for, and m3 of gas, while the kiln makes a tonne of clinker on its reference."""
    row = count.kilns.loc[kiln]
    fuel, shares = count.fuels.loc[row["reference_fuel"]], _shares(case, str(row["reference_mix"]))
    raw = count.raw.loc[shares.index]
    fired = row["measured"] / (1 - fuel["heat_penalty"])
    from_ash = fired / fuel["ncv"] * fuel["ash"] * row["ash_retained"]
    feed = shares * (1 - from_ash) / ((1 - raw["loi"]) * (1 - row["dust_loss"]) * shares).sum()
    drying = count.evaporation * (feed * raw["water"]).sum()
    asked = row["base"] + (feed * raw["need"]).sum() + max(0.0, drying - row["exhaust_heat"])
    gas = fired * fuel["gas_volume"] + (feed * raw["fumes"]).sum()
    found: Mapping[str, Any] = {
        "measured": row["measured"],
        "asked": asked,
        "gas": gas,
        "stated_gas": row["gas"],
    }
    return found


def _shares(case: Case, mix: str) -> pd.Series:
    shares = pd.Series({r.material: r.share for r in case.reference_mixes.values() if r.mix == mix})
    return shares / shares.sum()


def hard_case(folder: Path) -> Case:
    """The hand case with dust, ash that partly leaves, drying by fuel and a fuel that loses heat."""
    case = library_case("hand")
    for column, value in (("dust_loss", 2), ("ash_retained", 90), ("exhaust_heat", 0.05)):
        case.set("kiln_classes", "dry_line", column=column, to=value)
    for column, value in (("ash", 30), ("heat_penalty", 8)):
        case.set("fuels", "coal", column=column, to=value)
    case.set("kilns", "kiln_west", column="specific_heat", to=3.6)
    loaded = load_case(case.write(folder / "case"))
    assert loaded.case is not None, [finding.sentence() for finding in loaded.findings.errors]
    return loaded.case


COUNTS = pytest.mark.parametrize("count", [of_model, of_audit], ids=["model", "audit"])


@COUNTS
@pytest.mark.parametrize("name", LIBRARY)
def test_every_kiln_on_its_reference_asks_for_its_measured_heat(
    name: str, count: Callable[[Case], Coefficients]
) -> None:
    case = case_of(name)
    counted = count(case)
    found = {kiln: on_the_reference(case, counted, kiln) for kiln in case.kilns}
    assert {k: v["asked"] for k, v in found.items()} == pytest.approx(
        {k: v["measured"] for k, v in found.items()}
    )


@COUNTS
@pytest.mark.parametrize("name", LIBRARY)
def test_every_kiln_on_its_reference_gives_its_reference_gas(
    name: str, count: Callable[[Case], Coefficients]
) -> None:
    case = case_of(name)
    counted = count(case)
    found = {kiln: on_the_reference(case, counted, kiln) for kiln in case.kilns}
    stated = {k: v["stated_gas"] for k, v in found.items()}
    assert {k: v["gas"] for k, v in found.items()} == pytest.approx(stated, rel=1e-4)


@COUNTS
def test_dust_lost_ash_wet_feed_and_a_poor_fuel_do_not_move_the_measured_heat(
    tmp_path: Path, count: Callable[[Case], Coefficients]
) -> None:
    """West 3.6 GJ/t by its own measurement, East 3.25 by its class."""
    case = hard_case(tmp_path)
    counted = count(case)
    asked = {kiln: on_the_reference(case, counted, kiln)["asked"] for kiln in case.kilns}
    assert asked == pytest.approx({"kiln_west": 3.6, "kiln_east": 3.25})
