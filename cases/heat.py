r"""Heat and gas of raw materials, and of a kiln at its reference mix, per tonne.

Per tonne of dry raw material, with the forms of lime of `chemistry.split_lime`:

.. math::
    q = 3.18\,CaO_{carb} + 2.50\,MgO_{carb} + h\,CaO_{hyd} + 1.13\,CaO_{sil}

    h = 3.18 - kept\,(3.18 - 1.94)

    c = 33\,C_{org}\,useful, \qquad w = moisture / (1 - moisture)

Per tonne of clinker with the reference mix and fuel; the fuel's ash is part of the tonne, the feed makes the
rest (shares s, 1/Y is t feed):

.. math::
    fired = measured / (1 - penalty), \quad ash = fired / ncv \cdot ash_{fuel} \cdot retained

    Y = \sum s\,(1 - LOI)(1 - dust) / (1 - ash)

    water = \sum s\,w / Y, \quad exhaust = \min(2.55\,water, limit), \quad fuel = 2.55\,water - exhaust

    base = measured - \sum s\,q / Y + \sum s\,c / Y - fuel

    gas = fired \cdot g_{fuel} + \sum s\,(509\,CO_2 + 1244\,H_2O) / Y
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from cases.chemistry import CO2_PER_CARBON, bound_water, split_lime

if TYPE_CHECKING:
    from cases.case import Case
    from cases.records import Analysis, Factors, Fuel, KilnClass

GAS_PER_CO2 = 509.0  # m3 at normal conditions per t
GAS_PER_WATER = 1244.0  # m3 at normal conditions per t


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceHeat:
    """What a kiln asks for with its reference mix and fuel, per tonne of clinker: GJ, m3, t water, t raw."""

    base: float
    drying_exhaust: float
    drying_fuel: float
    gas_m3_per_t: float
    water: float
    raw_dry: float
    fuel_gj: float


def hydrate_heat(factors: Factors) -> float:
    """Heat that a real line needs per t of hydrate CaO, GJ/t."""
    saving = factors.heat_carbonate_cao - factors.heat_hydrate_cao
    return factors.heat_carbonate_cao - factors.hydrate_saving_kept / 100 * saving


def reaction_heat(factors: Factors, analysis: Analysis) -> float:
    """Heat of decarbonation, dehydration and missing formation heat, GJ per t dry."""
    lime = split_lime(analysis)
    return (
        factors.heat_carbonate_cao * lime.carbonate_cao
        + factors.heat_carbonate_mgo * lime.carbonate_mgo
        + hydrate_heat(factors) * lime.hydrate_cao
        + factors.heat_silicate_cao * lime.silicate_cao
    )


def organic_heat(factors: Factors, analysis: Analysis) -> float:
    """Useful heat of organic carbon, GJ per t dry; not measured counts as none."""
    return (analysis.organic_c or 0.0) / 100 * factors.heat_organic_c * factors.organic_c_useful / 100


def free_water(moisture: float) -> float:
    """Water that comes with a tonne of dry material, t; moisture in % as received."""
    return moisture / (100 - moisture)


def raw_gas(analysis: Analysis, moisture: float) -> float:
    """Gas that a tonne of dry raw material gives off, m3: carbonate and organic CO2, free and bound water."""
    co2 = (analysis.co2 + (analysis.organic_c or 0.0) * CO2_PER_CARBON) / 100
    water = free_water(moisture) + bound_water(analysis) / 100
    return GAS_PER_CO2 * co2 + GAS_PER_WATER * water


def clinker_yield(analysis: Analysis, dust_loss: float) -> float:
    """Clinker from a tonne of dry raw material, t; dust loss in % of the ignited material."""
    return (1 - analysis.loi / 100) * (1 - dust_loss / 100)


def ash_in_clinker(kiln_class: KilnClass, fuel: Fuel, measured: float) -> float:
    """Ash of the fuel in a tonne of clinker that takes `measured` GJ, t; infinite for a fuel without heat."""
    ash = fired_heat(fuel, measured) * fuel.ash / 100 * kiln_class.ash_retained / 100
    return ash / fuel.ncv if fuel.ncv > 0 else inf


def fired_heat(fuel: Fuel, measured: float) -> float:
    """Heat of a fuel that gives `measured` GJ after its heat penalty, GJ."""
    return measured / (1 - fuel.heat_penalty / 100)


def measured_heat(case: Case, kiln_id: str) -> float:
    """Measured heat of a kiln, its own or its class's, GJ per t clinker."""
    kiln = case.kilns[kiln_id]
    return (
        case.kiln_classes[kiln.kiln_class].specific_heat if kiln.specific_heat is None else kiln.specific_heat
    )


def reference_heat(case: Case, kiln_id_or_class: str) -> ReferenceHeat:
    """Base heat, drying and gas on the reference mix and fuel, of a kiln or of a class."""
    if kiln_id_or_class in case.kilns:
        kiln_class = case.kiln_classes[case.kilns[kiln_id_or_class].kiln_class]
        measured = measured_heat(case, kiln_id_or_class)
    else:
        kiln_class = case.kiln_classes[kiln_id_or_class]
        measured = kiln_class.specific_heat
    return _reference_heat(case, kiln_class, measured)


def _reference_heat(case: Case, kiln_class: KilnClass, measured: float) -> ReferenceHeat:
    factors = case.factors
    fuel: Fuel = case.fuels[kiln_class.reference_fuel]
    mix = list(reference_mix(case, kiln_class.reference_mix))
    fired = fired_heat(fuel, measured)
    from_feed = 1 - ash_in_clinker(kiln_class, fuel, measured)
    raw = from_feed / sum(share * clinker_yield(a, kiln_class.dust_loss) for share, a, _ in mix)
    water = raw * sum(share * free_water(moisture) for share, _, moisture in mix)
    drying = factors.heat_evaporation * water
    exhaust = min(drying, kiln_class.exhaust_heat)
    reactions = raw * sum(share * reaction_heat(factors, a) for share, a, _ in mix)
    organic = raw * sum(share * organic_heat(factors, a) for share, a, _ in mix)
    return ReferenceHeat(
        base=measured - reactions + organic - (drying - exhaust),
        drying_exhaust=exhaust,
        drying_fuel=drying - exhaust,
        gas_m3_per_t=fired * fuel.gas_volume + raw * sum(share * raw_gas(a, m) for share, a, m in mix),
        water=water,
        raw_dry=raw,
        fuel_gj=fired,
    )


def reference_mix(case: Case, mix: str) -> Iterator[tuple[float, Analysis, float]]:
    """Share (adding up to 1), analysis and moisture in % of each material of a reference mix."""
    rows = [row for row in case.reference_mixes.values() if row.mix == mix]
    total = sum(row.share for row in rows)
    for row in rows:
        material = case.materials[row.material]
        if material.analysis is not None:
            yield row.share / total, case.analyses[material.analysis], material.moisture
