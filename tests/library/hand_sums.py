"""The sums of the notes of the hand-worked case; nothing is read from the case or the program.

Units: t and GJ per tonne of clinker first, then kt, million CNY and kt of CO2 a year. Every number typed here
stands in the tables of ``cases/library/hand``; the paragraph numbers are those of its ``NOTES.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

# Paragraph 1: the two raw materials, per dry tonne, and the coal, per tonne as received.
MARL = {
    "yield": 0.645,
    "cao": 0.442,
    "mgo": 0.005,
    "sio2": 0.138,
    "al2o3": 0.03,
    "fe2o3": 0.022,
    "so3": 0.003,
}
CAKE = {"yield": 0.8, "cao": 0.54, "mgo": 0.002, "sio2": 0.18, "al2o3": 0.042, "fe2o3": 0.028, "so3": 0.004}
COAL = {
    "yield": 0.1,
    "cao": 0.012,
    "mgo": 0.002,
    "sio2": 0.05,
    "al2o3": 0.025,
    "fe2o3": 0.01,
    "so3": 2.497 * 0.005,
}
NCV = 23.0
MARL_CO2, MARL_CARBON, CAKE_CO2 = 0.34, 0.002, 0.04
CLINKER, CEMENT = 400 * (1 - 2 / 39), 400.0
EAST = 304.0
WEST = CLINKER - EAST
GYPSUM = CEMENT - CLINKER
KH_LOWER = 0.89


def road(km: float) -> float:
    """CNY per tonne by road: the fixed part once and the distance."""
    return 6 + 0.4 * km


RAIL_MINERALS = road(25) + 10 + (16.3 + 0.098 * 210) + 10 + road(12)
RAIL_CLINKER = road(25) + 10 + (18.6 + 0.103 * 210) + 10 + road(12)


def decarbonation(oxides: dict[str, float], co2: float, other_heat: float) -> float:
    """GJ per dry tonne: carbonate lime and magnesia, and the other lime at its own heat (paragraph 2)."""
    share = co2 / (0.7848 * oxides["cao"] + 1.0919 * oxides["mgo"])
    carbonate = share * (3.18 * oxides["cao"] + 2.5 * oxides["mgo"])
    return carbonate + other_heat * (1 - share) * oxides["cao"]


HYDRATE_HEAT = 3.18 - 0.75 * (3.18 - 1.94)
MARL_HEAT = decarbonation(MARL, MARL_CO2, 1.13) - 33 * 0.7 * MARL_CARBON
CAKE_HEAT = decarbonation(CAKE, CAKE_CO2, HYDRATE_HEAT)
REFERENCE_MARL = (1 - 0.1 * 3.25 / NCV) / 0.645
"""Dry tonnes per tonne of clinker while 3.25 GJ were measured: the ash of the coal made the rest of it."""
BASE_HEAT = 3.25 - REFERENCE_MARL * MARL_HEAT


def kh_row(oxides: dict[str, float], kh: float) -> float:
    """What a tonne adds to CaO - 1.65 Al2O3 - 0.35 Fe2O3 - 0.7 SO3 - 2.8 KH SiO2."""
    lime = oxides["cao"] - 1.65 * oxides["al2o3"] - 0.35 * oxides["fe2o3"] - 0.7 * oxides["so3"]
    return lime - 2.8 * kh * oxides["sio2"]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Tonnes per tonne of clinker: dry marl, dry cake, coal as received."""

    marl: float
    cake: float
    coal: float

    def oxide(self, name: str) -> float:
        """Tonnes of an oxide per tonne of clinker."""
        return self.marl * MARL[name] + self.cake * CAKE[name] + self.coal * COAL[name]

    @property
    def kh(self) -> float:
        """Lime saturation of the clinker."""
        bound = 1.65 * self.oxide("al2o3") + 0.35 * self.oxide("fe2o3") + 0.7 * self.oxide("so3")
        return (self.oxide("cao") - bound) / (2.8 * self.oxide("sio2"))

    @property
    def drying(self) -> float:
        """GJ per tonne of clinker to dry the feed, all met by exhaust gas."""
        return 2.55 * (self.marl * 2 / 98 + self.cake * 10 / 90)


def marl_recipe() -> Recipe:
    """Paragraph 3: 0.645 m + 0.1 q = 1 and 23 q = base + heat m."""
    marl = (1 - 0.1 * BASE_HEAT / NCV) / (0.645 + 0.1 * MARL_HEAT / NCV)
    return Recipe(marl=marl, cake=0.0, coal=(BASE_HEAT + MARL_HEAT * marl) / NCV)


def blend_recipe() -> Recipe:
    """Paragraph 4: the two balances with cake, and KH at its lower limit; coal eliminated, then Cramer."""

    def without_coal(row: tuple[float, float, float], right: float) -> tuple[float, float, float]:
        marl, cake, coal = row
        return marl + coal * MARL_HEAT / NCV, cake + coal * CAKE_HEAT / NCV, right - coal * BASE_HEAT / NCV

    a, b, u = without_coal((0.645, 0.8, 0.1), 1.0)
    c, d, v = without_coal((kh_row(MARL, KH_LOWER), kh_row(CAKE, KH_LOWER), kh_row(COAL, KH_LOWER)), 0.0)
    marl, cake = (u * d - b * v) / (a * d - b * c), (a * v - c * u) / (a * d - b * c)
    return Recipe(marl=marl, cake=cake, coal=(BASE_HEAT + MARL_HEAT * marl + CAKE_HEAT * cake) / NCV)


EAST_RECIPE, WEST_RECIPE = marl_recipe(), blend_recipe()

# Paragraph 5: kt a year, dry; the coal as received.
MARL_EAST, COAL_EAST = EAST * EAST_RECIPE.marl, EAST * EAST_RECIPE.coal
MARL_WEST, CAKE_WEST, COAL_WEST = (WEST * x for x in (WEST_RECIPE.marl, WEST_RECIPE.cake, WEST_RECIPE.coal))
CAKE_LEFT, GYPSUM_LEFT = 200 - 20 - CAKE_WEST, 40 - GYPSUM
REFERENCE_DRYING = 2.55 * REFERENCE_MARL * 2 / 98


def electricity() -> float:
    """GWh a year (paragraph 6): grinding and preparation, kilns, mill, less power from waste heat."""
    raw = 12 * (MARL_EAST + MARL_WEST) + 3 * CAKE_WEST + 30 * (COAL_EAST + COAL_WEST)
    mill = 33 * CLINKER + 10 * GYPSUM + 8 * CEMENT
    drying = EAST * EAST_RECIPE.drying + WEST * WEST_RECIPE.drying
    waste_heat_power = 30 * CLINKER - 10 * (drying - REFERENCE_DRYING * CLINKER)
    return (raw + 28 * CLINKER + mill - waste_heat_power) / 1000


def hauls() -> list[tuple[float, float, float, float]]:
    """(wet kt, road km, rail km, CNY per tonne with handling) of every haul of the plan (paragraph 7)."""
    return [
        (MARL_EAST / 0.98, 20, 0, road(20)),
        (MARL_WEST / 0.98, 220, 0, road(220)),
        (CAKE_WEST / 0.9, 30, 0, road(30)),
        (COAL_WEST, 30, 0, road(30)),
        (COAL_EAST, 37, 210, RAIL_MINERALS),
        (GYPSUM / 0.9, 37, 210, RAIL_MINERALS),
        (EAST, 20, 0, road(20)),
        (WEST, 37, 210, RAIL_CLINKER),
        (CEMENT, 30, 0, road(30)),
    ]


def transport_co2() -> float:
    """Kt of CO2: 75 g by road, 12 g by rail, two handlings of 0.5 kg per tonne on the railway."""
    per_tonne = [
        (wet, 0.075 * by_road + 0.012 * by_rail + (1.0 if by_rail else 0.0))
        for wet, by_road, by_rail, _ in hauls()
    ]
    return sum(wet * kg for wet, kg in per_tonne) / 1000


def money() -> dict[str, float]:
    """Million CNY by category (paragraph 8)."""
    handling = 20 * sum(wet for wet, _, by_rail, _ in hauls() if by_rail) / 1000
    return {
        "virgin_materials": (25 * (MARL_EAST + MARL_WEST) / 0.98 + 480 * (COAL_EAST + COAL_WEST)) / 1000,
        "waste_price": (8 * CAKE_WEST / 0.9 + 30 * GYPSUM / 0.9) / 1000,
        "freight": sum(wet * price for wet, _, _, price in hauls()) / 1000 - handling,
        "handling": handling,
        "electricity": 0.4 * electricity(),
        "kiln_variable": 25 * CLINKER / 1000,
        "kiln_start": 2 * 2.0,
        "milling": 12 * CEMENT / 1000,
        "storage": 0.0,
        "disposal": 10 * (CAKE_LEFT + GYPSUM_LEFT) / 0.9 / 1000,
    }


def co2() -> dict[str, float]:
    """Kt of CO2 by physical scope (paragraph 9)."""
    marl = MARL_CO2 + MARL_CARBON * 44 / 12
    return {
        "process": marl * (MARL_EAST + MARL_WEST) + CAKE_CO2 * CAKE_WEST,
        "fuel_fossil": 0.095 * NCV * (COAL_EAST + COAL_WEST),
        "electricity": 0.5543 * electricity(),
        "transport": transport_co2(),
    }


def system_cost() -> float:
    """Million CNY: all but the price of waste."""
    return sum(amount for category, amount in money().items() if category != "waste_price")


def cement_sector_cost() -> float:
    """Million CNY: all but disposal."""
    return sum(amount for category, amount in money().items() if category != "disposal")
