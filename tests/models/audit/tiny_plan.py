"""A consistent plan of the tiny case, worked out by hand; t, GJ, kWh, CNY.

Clinker: 114,000 limestone x 0.6 + 25,300 slag x 1 + 13,000 coal x 10 % ash = 68,400 + 25,300 + 1,300 =
95,000. Cement: 95,000 clinker + 5,000 gypsum = 100,000. Demand 112,000 = 100,000 delivered + 10,000
imported + 2,000 unmet.

Quality: CaO 57,000; SiO2 2,280 + 18,975 + 650 = 21,905; Al2O3 3,795 + 390 = 4,185; Fe2O3 2,530 + 260 =
2,790; SO3 13,000 x 0.5 % x 2.4973 = 162.3. Alumina modulus 1.5; KH (57,000 - 6,905 - 977 - 114) / 61,334
= 0.7990; silica modulus 21,905 / 6,975 = 3.1405; zinc 25,300 x 100e-6 x 0.9 / 95,000 = 24 mg/kg. Cement
SO3 0.95 x 0.1709 + 0.05 x 40 = 2.162 %; LOI 0.05 x 20 = 1 %; 0.95 x 55 + 0.05 x 52.5 = 54.9 MPa.

Heat: limestone holds 40 % CO2 of the 40.11 % that 50 % CaO and 0.8 % MgO could: 0.99717, so it asks for
0.99717 x (3.18 x 0.5 + 2.5 x 0.008) = 1.60545 GJ/t. Reference, measured 3.87144: 3.87144 / 23
x 10 % = 0.016832 t of ash, so 0.983168 / 0.6 = 1.638613 t of rock. Base heat: 3.87144 less 1.60545 x 1.6386 =
2.63070 for the rock, less 2.55 x (5/95) x 1.638613 - 0.2 = 0.01992 that its drying takes beyond the
exhaust: 1.22082 GJ/t. 13,000 x 23 = 299,000 GJ = 1.22082 x 95,000 + 1.60545 x 114,000 = 115,978 +
183,022. Water 114,000 x 5/95 = 6,000 t takes 15,300 GJ of the 19,000 of exhaust; 6,000 / 145,300 = 4.1 %
of the wet feed. Days: 365 - 120 in winter = 245; 95,000 t in 200 days of 500 t is 95 % load.

Power: 10 x 114,000 + 20 x 13,000 + 30 x 95,000 = 4,250,000 on the line, own 30 x 95,000 - 10 x (15,300 -
19,000) = 2,887,000, mill 33 x 95,000 + 10 x 5,000 + 5 x 100,000 = 3,685,000: bought 5,048,000.

Coal: road 10 km (5 + 5), rail 300 km (10 + 30), road 5 km (5 + 2.5) = 57.5 freight and 2 x 8 handling;
CO2 1.5 + 3 + 0.8. Gypsum: 0.1 degree of longitude at 44 degrees is 8.0 km, x 1.3 = 10.4 km: 5 + 5.2 =
10.2 freight.

Money: virgin 120,000 x 20 + 13,000 x 600; waste price -10 x 25,300 + 30 x 5,000; freight 120,000 x 15 +
13,000 x 57.5 + 5,000 x 10.2 + 95,000 x 30 + 100,000 x 25; left 60,000 - 10,000 - 25,300 = 24,700 slag and
15,000 gypsum. CO2: 114,000 x 0.4; 299,000 x 0.095; 5,048,000 x 0.0005; 240 + 68.9 + 5.2 + 475 + 400;
7,000; 39,700 x 0.01. Guideline: 0.535 x 95,000 - 0.215 x 25,300 + 28,405 = 73,790.5.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from models.audit import AuditAim

COLUMNS = {
    "flows": "period path kind origin origin_site destination_site item grade wet_t dry_t road_km"
    " rail_km other_km"
    " freight_cny_per_t handling_cny_per_t co2_kg_per_t",
    "paths": "path step kind id mode from_node to_node length_km",
    "kiln_feed": "period kiln use grade material dry_t wet_t gj",
    "kiln_running": "period kiln lines_running line_days clinker_t drying_exhaust_gj drying_fuel_gj"
    " own_power_mwh",
    "kiln_feeders": "period kiln use material used",
    "mill_use": "period plant product kind grade constituent dry_t",
    "cement": "period plant product cement_t",
    "markets": "period market product demand_t delivered_t imported_t unmet_t",
    "services": "period service tonnes used",
    "stocks": "period place goods start_t put_t drawn_t lost_t stock_t",
    "quality": "period kiln metric value",
}
ROWS = {
    "flows": [
        "year rock material quarry_rock quarry kiln_site limestone limestone 120000 114000 20 0 0 15 0 2",
        "year coal material mine_coal mine kiln_site coal coal 13000 13000 15 300 0 57.5 16 5.3",
        "year here material own_slag kiln_site kiln_site slag slag 25300 25300 0 0 0 0 0 0",
        "year near material works_gypsum works mill_site gypsum gypsum 5000 5000 10.4 0 0 10.2 0 1.04",
        "year ship clinker k1 kiln_site mill_site clinker k1 95000 95000 50 0 0 30 0 5",
        "year sell cement m1 mill_site city opc opc 100000 100000 40 0 0 25 0 4",
    ],
    "paths": [
        "rock 1 link quarry_kiln road quarry kiln_site 20",
        "coal 1 connection mine_a road mine station_a 10",
        "coal 2 transfer load rail station_a station_a 0",
        "coal 3 link railway rail station_a station_b 300",
        "coal 4 transfer unload road station_b station_b 0",
        "coal 5 connection kiln_b road station_b kiln_site 5",
        "near 1 connection works~mill_site road works mill_site 10.4",
        "ship 1 link kiln_mill road kiln_site mill_site 50",
        "sell 1 link mill_city road mill_site city 40",
    ],
    "kiln_feed": [
        "year k1 raw limestone limestone 114000 120000 0",
        "year k1 raw slag slag 25300 25300 0",
        "year k1 fuel coal coal 13000 13000 299000",
    ],
    "kiln_running": ["year k1 1 200 95000 15300 0 2887"],
    "kiln_feeders": ["year k1 raw limestone 1", "year k1 raw slag 1", "year k1 fuel coal 1"],
    "mill_use": ["year m1 opc clinker k1 clinker 95000", "year m1 opc material gypsum gypsum 5000"],
    "cement": ["year m1 opc 100000"],
    "markets": ["year town opc 112000 100000 10000 2000"],
    "services": ["year coal_train 13000 1"],
    "stocks": [],
    "quality": ["year k1 kh 0.79898"],
}
MONEY = {
    "virgin_materials": 10_200_000.0,
    "freight": 7_948_500.0,
    "handling": 208_000.0,
    "electricity": 2_524_000.0,
    "kiln_variable": 1_900_000.0,
    "kiln_start": 500_000.0,
    "milling": 1_000_000.0,
    "storage": 0.0,
    "disposal": 356_400.0,
    "imports": 4_000_000.0,
}
SYSTEM = 28_636_900.0
WASTE_PRICE = -103_000.0
CO2 = {
    "process": 45_600.0,
    "fuel_fossil": 28_405.0,
    "electricity": 2_524.0,
    "transport": 1_189.1,
    "imports": 7_000.0,
    "disposal": 397.0,
}
UNMET = 2_000 * 1_000.0


def tiny_tables() -> dict[str, pd.DataFrame]:
    """Decision tables of the plan, free to be changed."""
    return {name: _table(COLUMNS[name].split(), rows) for name, rows in ROWS.items()}


def _table(columns: list[str], rows: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame([row.split() for row in rows], columns=columns)
    for column in columns:
        if column == "value" or column.endswith(
            ("_t", "_km", "_gj", "_mwh", "_days", "tonnes", "gj", "step", "used")
        ):
            frame[column] = pd.to_numeric(frame[column])
        if column == "lines_running":
            frame[column] = frame[column].astype(int)
    return frame


def tiny_totals() -> dict[str, Any]:
    """Totals of the plan as plan.json tells them, system money."""
    return {
        "cost": SYSTEM,
        "cost_system": SYSTEM,
        "cost_cement_sector": SYSTEM + WASTE_PRICE - MONEY["disposal"],
        "cost_by_category": dict(MONEY),
        "co2_t": sum(CO2.values()),
        "co2_by_scope": dict(CO2),
        "co2_guideline_t": 73_790.5,
        "clinker_t": 95_000.0,
        "cement_t": 100_000.0,
        "waste_used_t": 30_300.0,
        "waste_arising_t": 80_000.0,
        "waste_use_share": 0.37875,
        "rail_tkm": 3_900_000.0,
        "road_tkm": 11_397_000.0,
        "rail_share": 3_900 / 15_297,
        "thermal_substitution": 0.0,
        "clinker_factor": 0.95,
        "specific_heat_gj_per_t": 299 / 95,
    }


def tiny_aim() -> AuditAim:
    """Least system cost; the objective holds the price of unmet demand too."""
    return AuditAim(aim="cost", money="system", objective=SYSTEM + UNMET)
