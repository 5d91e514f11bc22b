"""Golden rows: the rows of every family, as text, from the hand case with everything it lacks added in code.

A wanted change is written again by ``python -m tests.golden.freeze_rows`` and looked at in the difference.
The rows named in ``HAND`` were checked by hand against the tables of the case
(``tests/models/every_family.py``, ``cases/library/hand``) and the equation of ``models/symbols.csv``; the
comment above each gives the arithmetic. Numbers of the case: dust lost 2 %, ash retained 95 %, SO3 kept 90 %,
K2O kept 80 %; marl LOI 35.5 %, CO2 34 %, organic carbon 0.2 %, moisture 2 %; cake LOI 20 %, CO2 4 %, moisture
10 %; coal 23 GJ/t, ash 10 %, S 0.5 %; straw 14 GJ/t, ash 6 %, S 0.1 %, penalty 5 %; one line of 1 kt/d.
"""

from __future__ import annotations

import pytest

from tests.golden.freeze_rows import FOLDER, golden_texts
from tests.models.every_family import IN_CODE, bounds_of, built, terms_of

INF = float("inf")
WORKS_EAST = "kiln_site_east,works>kiln_site_east:minerals:"
WORKS_WEST = "kiln_site_west,works>kiln_site_west:minerals:"
YIELD = 0.645 * 0.98
"""Clinker of a dry tonne of marl: (1 - 0.355)(1 - 0.02) = 0.6321."""
REFERENCE_MARL = (1 - 0.095 * 3.25 / 23) / YIELD
"""Coal of 3.25 GJ leaves 0.095 × 3.25 / 23 = 0.013424 t of ash; marl 0.986576 / 0.6321 = 1.560792 t."""
REFERENCE_DRYING = 2.55 * (2 / 98) * REFERENCE_MARL
"""2.55 × 0.020408 × 1.560792 = 0.081225 GJ/t clinker."""

HAND: dict[str, tuple[tuple[str, ...], tuple[float, float], dict[str, float]]] = {
    # (1 - LOI)(1 - dust): marl 0.645 × 0.98, cake 0.8 × 0.98; ash × retained: 0.10 × 0.95, 0.06 × 0.95
    "c_clinker_mass": (
        ("kiln_east", "year"),
        (0.0, 0.0),
        {
            "v_clinker[kiln_east,year]": -1.0,
            "v_raw[kiln_east,marl,year]": 0.6321,
            "v_raw[kiln_east,slag_cake,year]": 0.784,
            "v_fuel[kiln_east,coal,year]": 0.095,
            "v_fuel[kiln_east,straw,year]": 0.057,
        },
    ),
    # NOTES.md, paragraph 2: marl 1.33969, cake 1.26263;
    # base 3.25 - 1.560792 × 1.339685 = 1.159031; straw 14 × (1 - 0.05)
    "c_heat": (
        ("kiln_east", "year"),
        (0.0, 0.0),
        {
            "v_clinker[kiln_east,year]": -(3.25 - 1.339685 * REFERENCE_MARL),
            "v_raw[kiln_east,marl,year]": -1.339685,
            "v_raw[kiln_east,slag_cake,year]": -1.262627,
            "v_drying_fuel[kiln_east,year]": -1.0,
            "v_fuel[kiln_east,coal,year]": 23.0,
            "v_fuel[kiln_east,straw,year]": 13.3,
        },
    ),
    # marl: 509 × (0.34 + 0.002 × 44/12) + 1244 × (2/98 + 0.013 bound) = 176.793 + 41.560 = 218.352 m3/t
    # cake: 509 × 0.04 + 1244 × (10/90 + 0.16) = 20.36 + 337.262 = 357.622; coal 23 × 330; straw 14 × 360
    # reference 3.25 × 330 + 1.560792 × 218.352 = 1413.30 m3/t; fan 1.15 × 1413.30 × 1 kt/d = 1.62530
    "c_gas": (
        ("kiln_west", "year"),
        (-INF, 0.0),
        {
            "v_days[kiln_west,year]": -1.625298,
            "v_raw[kiln_west,marl,year]": 0.2183525,
            "v_raw[kiln_west,slag_cake,year]": 0.3576222,
            "v_fuel[kiln_west,coal,year]": 7.59,
            "v_fuel[kiln_west,straw,year]": 5.04,
        },
    ),
    # KH ≥ 0.89, kept oxides; marl:
    # 0.98 × (0.442 - 1.65 × 0.03 - 0.35 × 0.022 - 0.7 × 0.9 × 0.003 - 2.492 × 0.138) = 0.98 × 0.039014
    # coal: 0.095 × (0.12 - 1.65 × 0.25 - 0.35 × 0.1 - 2.492 × 0.5) - 0.7 × 0.9 × 2.497 × 0.005
    # = -0.1494825 - 0.0078656; cake 0.98 × (0.54 - 0.0693 - 0.0098 - 0.7 × 0.9 × 0.004 - 2.492 × 0.18)
    # = 0.98 × 0.00982; straw 0.057 × (-1.5735) - 0.7 × 0.9 × 2.497 × 0.001 = -0.0896895 - 0.0015731
    "c_quality_lower": (
        ("kiln_west", "kh", "year"),
        (0.0, INF),
        {
            "v_raw[kiln_west,marl,year]": 0.0382337,
            "v_raw[kiln_west,slag_cake,year]": 0.0096236,
            "v_fuel[kiln_west,coal,year]": -0.1573481,
            "v_fuel[kiln_west,straw,year]": -0.0912626,
        },
    ),
    # Na2O/62 + 0.8 K2O/94, kept: marl 0.98 × (0.001/62 + 0.8 × 0.003/94) = 0.98 × 4.16609e-5
    # cake 0.98 × (0.002/62 + 0.8 × 0.002/94) = 0.98 × 4.92793e-5; ash 0.004/62 + 0.8 × 0.006/94 = 1.155800e-4
    "c_quality_floor_sulphur_alkali": (
        ("kiln_east", "sulphur_alkali", "year"),
        (0.0, INF),
        {
            "v_clinker[kiln_east,year]": -5e-5,
            "v_raw[kiln_east,marl,year]": 0.98 * 4.166095e-5,
            "v_raw[kiln_east,slag_cake,year]": 0.98 * 4.927934e-5,
            "v_fuel[kiln_east,coal,year]": 0.095 * 1.155800e-4,
            "v_fuel[kiln_east,straw,year]": 0.057 * 1.155800e-4,
        },
    ),
    # two deviations of 25 % of 0.02 % chlorine, dust lost 2 %, in per cent: 2 × 0.25 × 0.0002 × 0.98 × 100
    "c_margin": (
        ("kiln_east", "cl", "year", "upper", "slag_cake"),
        (0.0, INF),
        {
            "v_raw[kiln_east,slag_cake,year]": -0.0098,
            "v_margin[kiln_east,cl,year,upper]": 1.0,
            "v_margin_of[kiln_east,cl,year,upper,slag_cake]": 1.0,
        },
    ),
    # 2.55 × 2/98, 2.55 × 10/90
    "c_drying": (
        ("kiln_east", "year"),
        (0.0, 0.0),
        {
            "v_raw[kiln_east,marl,year]": 0.0520408,
            "v_raw[kiln_east,slag_cake,year]": 0.2833333,
            "v_drying_exhaust[kiln_east,year]": -1.0,
            "v_drying_fuel[kiln_east,year]": -1.0,
        },
    ),
    # E·Cmax = 0.6 × 304 = 182.4
    "c_drying_order": (
        ("kiln_east", "year"),
        (-182.4, INF),
        {
            "v_clinker[kiln_east,year]": -0.6,
            "v_drying_exhaust[kiln_east,year]": 1.0,
            "y_drying_fuel[kiln_east,year]": -182.4,
        },
    ),
    # wettest feed all cake, 0.1111 < 0.15/0.85: 2.55 × 10/90 × 304 / 0.6321
    "c_drying_fuel": (
        ("kiln_east", "year"),
        (-INF, 0.0),
        {"v_drying_fuel[kiln_east,year]": 1.0, "y_drying_fuel[kiln_east,year]": -136.2653},
    ),
    # 30 + 10 × 0.081225 per t of clinker
    "c_own_power": (
        ("kiln_west", "year"),
        (-INF, 0.0),
        {
            "v_clinker[kiln_west,year]": -(30 + 10 * REFERENCE_DRYING),
            "v_drying_exhaust[kiln_west,year]": 10.0,
            "v_own_power[kiln_west,year]": 1.0,
        },
    ),
    # cake: the ceiling of 60 % binds, 0.6 × 304 / 0.6321; all cake would be 304 / 0.784 = 387.8
    "c_raw_feeder_maximum": (
        ("kiln_east", "slag_cake", "year"),
        (0.0, INF),
        {"v_raw[kiln_east,slag_cake,year]": -1.0, "y_raw_feeder[kiln_east,slag_cake,year]": 288.5619},
    ),
    # a tenth of the heat, 0.1 < 0.2:
    # (1.159031 + 1.339685/0.6321 + 2.55 × 0.15/0.85 / 0.6321) × 304 / 0.95 × 0.1 / 14
    "c_fuel_feeder_maximum": (
        ("kiln_east", "straw", "year"),
        (0.0, INF),
        {"v_fuel[kiln_east,straw,year]": -1.0, "y_fuel_feeder[kiln_east,straw,year]": 9.120830},
    ),
    # straw 14 × (1 - 0.1), coal 23 × 0.1
    "c_fuel_share": (
        ("kiln_east", "straw", "year"),
        (-INF, 0.0),
        {"v_fuel[kiln_east,coal,year]": -2.3, "v_fuel[kiln_east,straw,year]": 12.6},
    ),
    # straw 14 × (1 - 0.2), coal 23 × 0.2
    "c_substitution": (
        ("kiln_west", "year"),
        (-INF, 0.0),
        {"v_fuel[kiln_west,coal,year]": -4.6, "v_fuel[kiln_west,straw,year]": 11.2},
    ),
    # 25 of 30 kt are free; October 60 %: 15; November, when kilns stand, 10, of which the store keeps 6
    "c_season": (
        ("works_straw", "region", "year"),
        (-INF, 21.0),
        {
            f"v_haul[works_straw,straw,kiln,{WORKS_EAST}rail,year]": 0.85,
            f"v_haul[works_straw,straw,kiln,{WORKS_EAST}road,year]": 0.85,
            f"v_haul[works_straw,straw,kiln,{WORKS_WEST}road,year]": 0.85,
        },
    ),
    # 200 - 20 used elsewhere - 40 captive = 140 for all but the west kiln, dry
    "c_captive": (
        ("works_slag_cake", "year"),
        (-INF, 140.0),
        {
            f"v_haul[works_slag_cake,slag_cake,kiln,{WORKS_EAST}rail,year]": 0.9,
            f"v_haul[works_slag_cake,slag_cake,kiln,{WORKS_EAST}road,year]": 0.9,
            "v_haul[works_slag_cake,slag_cake,mill,mill_site,works>mill_site:minerals:rail,year]": 0.9,
            "v_haul[works_slag_cake,slag_cake,mill,mill_site,works>mill_site:minerals:road,year]": 0.9,
        },
    ),
    # clinker at most 1 % (its limit), gypsum 40 %, cake 0.4 %, cement at most 3.5 %
    "c_cement_so3_upper": (
        ("mill", "blended", "year"),
        (0.0, INF),
        {
            "v_cement[mill,blended,year]": 0.035,
            "v_clinker_ground[mill,dry_line,blended,year]": -0.01,
            "v_addition[mill,fgd_gypsum,blended,year]": -0.4,
            "v_addition[mill,slag_cake,blended,year]": -0.004,
        },
    ),
    # clinker 55, set regulator as reference clinker 52.5, cake 0.4 × 52.5 = 21, cement at least 40 MPa
    "c_cement_strength": (
        ("mill", "blended", "year"),
        (0.0, INF),
        {
            "v_cement[mill,blended,year]": -40.0,
            "v_clinker_ground[mill,dry_line,blended,year]": 55.0,
            "v_addition[mill,fgd_gypsum,blended,year]": 52.5,
            "v_addition[mill,slag_cake,blended,year]": 21.0,
        },
    ),
}


@pytest.mark.parametrize("family", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_rows_are_those_that_were_looked_at(family: str) -> None:
    assert golden_texts()[family] == (FOLDER / f"{family}.txt").read_text(encoding="utf-8")


def test_every_family_has_a_golden_text_with_terms() -> None:
    assert set(golden_texts()) == {path.stem for path in FOLDER.glob("*.txt")}
    assert set(golden_texts()) == set().union(*(built(name).registry.rows for name in IN_CODE))


@pytest.mark.parametrize("family", sorted(HAND))
def test_rows_worked_by_hand(family: str) -> None:
    key, bounds, terms = HAND[family]
    model = built("every_family")
    assert bounds_of(model, family, *key) == pytest.approx(bounds)
    assert terms_of(model, family, *key) == pytest.approx(terms, rel=2e-6)


def test_capacity_left_and_service_bounds_by_hand() -> None:
    """Railway 300 kt × 50 % = 150; terminal 200; block train 20 to 120, nothing when it does not run."""
    model = built("every_family")
    assert bounds_of(model, "c_haul_capacity", "link", "railway", "year")[1] == pytest.approx(150.0)
    assert bounds_of(model, "c_haul_capacity", "transfer", "loading_west", "year")[1] == pytest.approx(200.0)
    assert terms_of(model, "c_service_minimum", "block_train", "year")["y_service[block_train,year]"] == -20.0
    assert terms_of(model, "c_service_maximum", "block_train", "year")["y_service[block_train,year]"] == 120.0


def test_rail_share_by_hand() -> None:
    """By rail 25 + 210 + 12 = 247 km: 210 - 0.3 × 247 = 135.9; by road 230 km: -0.3 × 230 = -69."""
    terms = terms_of(built("every_family"), "c_rail_share", "year")
    haul = f"v_haul[works_coal,coal,kiln,{WORKS_EAST}{{}},year]"
    assert terms[haul.format("rail")] == pytest.approx(135.9)
    assert terms[haul.format("road")] == pytest.approx(-69.0)
    assert f"v_haul[works_coal,coal,kiln,{WORKS_WEST}road,year]" not in terms, (
        "30 km is below the 100 counted"
    )


def test_co2_cap_by_hand() -> None:
    """Coal 23 × 0.095 + 30 kWh × 0.5543 kg = 2.185 + 0.016629; marl 0.34 + 0.002 × 44/12 + 12 × 0.0005543.

    Imports 0.7. A rail haul 37 × 0.075 + 210 × 0.012 + 2 × 0.5 = 6.295 kg; straw is biogenic: its 40 kWh.
    """
    terms = terms_of(built("every_family"), "c_co2_cap", "all")
    assert terms["v_fuel[kiln_east,coal,year]"] == pytest.approx(2.201629)
    assert terms["v_raw[kiln_east,marl,year]"] == pytest.approx(0.3539849)
    assert terms["v_import[city_market,portland,year]"] == pytest.approx(0.7)
    assert terms[f"v_haul[works_coal,coal,kiln,{WORKS_EAST}rail,year]"] == pytest.approx(0.006295)
    assert terms["v_fuel[kiln_east,straw,year]"] == pytest.approx(40 * 0.0005543)


def test_stocks_in_the_balances_by_hand() -> None:
    """Half a per cent lost a year: 304/365 and 61/365 of it while kilns run and in winter; cement loses none.

    Kiln: 1 - 0.005 × 304/365 = 0.995836 of what winter left, 1 - 0.005 × 61/365 = 0.999164 of what it got.
    """
    model = built("two_seasons")
    kiln = {
        season: terms_of(model, "c_kiln_clinker", "kiln_east", season) for season in ("running", "winter")
    }
    stock = "v_stock[kiln_east,clinker,{}]"
    assert kiln["running"][stock.format("running")] == -1.0
    assert kiln["running"][stock.format("winter")] == pytest.approx(1 - 0.005 * 304 / 365)
    assert kiln["winter"][stock.format("winter")] == -1.0
    assert kiln["winter"][stock.format("running")] == pytest.approx(1 - 0.005 * 61 / 365)
    mill = terms_of(model, "c_plant_cement", "mill", "portland", "winter")
    assert mill["v_stock[mill,portland,winter]"] == -1.0
    assert mill["v_stock[mill,portland,running]"] == 1.0
    assert not [name for name in mill if "clinker" in name]


def test_holding_cost_by_hand() -> None:
    """Mean of start and end: each stock counts half of the time before it and half of the time after it.

    20 CNY/t a year × (304 + 61)/365/2 = 10 a tonne of clinker, 30/2 = 15 a tonne of cement.
    """
    registry = built("two_seasons").registry
    family = registry.columns["v_stock"]
    cost = registry.effect_vector("cost:storage")[family.numbers]
    by_goods = dict(zip(family.index["goods"], cost, strict=True))
    assert by_goods == pytest.approx({"clinker": 10.0, "portland": 15.0})


def test_waste_in_store_by_hand() -> None:
    """Taken + left + stored - drawn = what arises in winter: 180 × 61/365 = 30.08 kt dry of cake."""
    model = built("two_seasons")
    terms = terms_of(model, "c_supply", "works_slag_cake", "winter")
    names = ("v_left", "v_stored", "v_drawn")
    found = {name: terms[f"{name}[works_slag_cake,winter]"] for name in names}
    assert found == {"v_left": 1.0, "v_stored": 1.0, "v_drawn": -1.0}
    bounds = bounds_of(model, "c_supply", "works_slag_cake", "winter")
    assert bounds == pytest.approx((180 * 61 / 365, 180 * 61 / 365))
