"""Heat of one kiln by hand: a tonne of lime in each form, the kiln's own heat, drying, and a plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cases import load_case
from cases.case import Case
from models.build import Built
from models.data import ModelData, prepare
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import built, model_of, terms_of
from tests.solving import Solve

LIME = {
    # 50 % CaO each. Carbonate: 50 × 0.7848 = 39.24 % CO2; hydrate: 50 × 18.015/56.077 = 16.063 % water
    "carbonate": {"loi": 39.24, "co2": 39.24, "other_cao": "free"},
    "hydrate": {"loi": 16.063, "co2": 0, "other_cao": "hydrate"},
    "silicate": {"loi": 0, "co2": 0, "other_cao": "silicate"},
    "free": {"loi": 0, "co2": 0, "other_cao": "free"},
}


def limes() -> CaseInCode:
    """The hand case with four more raw materials of 50 % CaO each, one a form of lime."""
    case = library_case("hand")
    for name, values in LIME.items():
        case.add("analyses", analysis=name, sio2=10, al2o3=0, fe2o3=0, cao=50, mgo=0, **values)
        case.add(
            "materials", material=name, waste="no", bulk="no", raw="yes", fuel="no", goods_group="minerals",
            analysis=name, moisture=0, permit="no",
        )  # fmt: skip
        case.add("sources", source_id=f"quarry_{name}", site="quarry", material=name, price=10)
    return case


def read(case: CaseInCode, folder: Path) -> Case:
    loaded = load_case(case.write(folder / "case"))
    assert loaded.case is not None, [finding.sentence() for finding in loaded.findings.errors]
    return loaded.case


def need_of_lime(data: ModelData) -> Mapping[str, float]:
    """GJ per tonne of CaO, by form."""
    return {name: float(data.grades.loc[name, "heat_need"]) / 0.5 for name in LIME}


def test_a_tonne_of_lime_asks_for_less_where_it_is_no_carbonate(tmp_path: Path) -> None:
    """Per t CaO: carbonate 3.18; hydrate 3.18 - 0.75 × 1.24 = 2.25; silicate 3.18 - 2.05 = 1.13; free 0."""
    need = need_of_lime(prepare(read(limes(), tmp_path)))
    assert need["carbonate"] == pytest.approx(3.18)
    assert need["hydrate"] == pytest.approx(2.25, rel=1e-4)
    assert need["silicate"] == pytest.approx(1.13)
    assert need["free"] == 0.0
    assert need["carbonate"] - need["hydrate"] == pytest.approx(0.75 * 1.24, rel=1e-3)
    assert need["carbonate"] - need["silicate"] == pytest.approx(2.05)


@pytest.mark.parametrize("kept", [50, 75, 100])
def test_the_saving_of_hydrate_is_the_share_kept_of_the_theoretical_one(tmp_path: Path, kept: int) -> None:
    """3.18 - kept × (3.18 - 1.94): 2.56, 2.25, 1.94 GJ per t CaO."""
    case = limes()
    case.set("factors", "hydrate_saving_kept", to=kept)
    need = need_of_lime(prepare(read(case, tmp_path)))
    assert need["hydrate"] == pytest.approx(3.18 - kept / 100 * 1.24, rel=1e-4)


def test_magnesia_and_organic_carbon(tmp_path: Path) -> None:
    """20 % MgO as carbonate: 21.838 % CO2, 2.5 × 0.2 = 0.5 GJ; 1 % carbon gives 33 × 0.7 × 0.01 = 0.231."""
    case = library_case("hand")
    case.add(
        "analyses", analysis="magnesite", loi=22.838, co2=21.838, organic_c=1, sio2=50, al2o3=0, fe2o3=0,
        cao=0, mgo=20, other_cao="free",
    )  # fmt: skip
    case.set("materials", "slag_cake", column="analysis", to="magnesite")
    data = prepare(read(case, tmp_path))
    assert data.grades.loc["slag_cake", "heat_need"] == pytest.approx(0.5 - 0.231)


def test_the_kilns_own_heat_gives_back_what_was_measured() -> None:
    """Coal of 3.25 GJ leaves 0.1 × 3.25 / 23 = 0.014130 t of ash, so marl is 0.985870 / 0.645 = 1.528480 t.

    Base + need of the marl = 1.202318 + 1.528480 × 1.339685 = 3.25 GJ/t clinker.
    """
    data = built("hand").data
    base = float(data.kilns.loc["kiln_east", "base_heat"])
    assert base == pytest.approx(1.202318, abs=1e-6)
    assert base + 1.528480 * 1.339685 == pytest.approx(3.25, abs=1e-5)


def test_dust_makes_the_measured_feed_larger(tmp_path: Path) -> None:
    """Dust 2 %: 0.985870 × 1.339685 / 0.6321 = 2.089471 GJ of 3.25 are the feed's, 1.160529 the kiln's."""
    case = library_case("hand")
    case.set("kiln_classes", "dry_line", column="dust_loss", to=2)
    data = prepare(read(case, tmp_path))
    assert data.kilns.loc["kiln_east", "base_heat"] == pytest.approx(1.160529, abs=2e-6)


def test_drying_that_took_fuel_when_measured_is_no_heat_of_the_kiln(tmp_path: Path) -> None:
    """Water of the mix 1.528480 × 2/98 = 0.031193 t asks for 0.079543 GJ; exhaust 0.05, so 0.029543 was fuel.

    Base 1.202318 - 0.029543 = 1.172775; and the reference mix again asks for 3.25 in all.
    """
    case = library_case("hand")
    case.set("kiln_classes", "dry_line", column="exhaust_heat", to=0.05)
    data = prepare(read(case, tmp_path))
    base = float(data.kilns.loc["kiln_east", "base_heat"])
    assert base == pytest.approx(1.172775, abs=1e-6)
    drying_fuel = 2.55 * (2 / 98) * 1.528480 - 0.05
    assert base + 1.339685 * 1.528480 + drying_fuel == pytest.approx(3.25, abs=1e-5)


def asked(model: Built, clinker: float, feed: Mapping[str, float]) -> float:
    """TJ that fuels must give, by the model's own heat row of the east kiln."""
    terms = terms_of(model, "c_heat", "kiln_east", "year")
    materials = sum(-terms.get(f"v_raw[kiln_east,{name},year]", 0.0) * feed[name] for name in feed)
    return -terms["v_clinker[kiln_east,year]"] * clinker + materials


def test_a_tonne_of_clinker_from_hydrate_saves_what_its_lime_saves(tmp_path: Path) -> None:
    """1 t of clinker with 0.65 t CaO from each form: 1.3 t of material of 50 % CaO.

    Carbonate 0.65 × 3.18 = 2.067 GJ, hydrate 0.65 × 2.25 = 1.4625, silicate 0.65 × 1.13 = 0.7345:
    0.6045 and 1.3325 GJ/t less.
    """
    model = model_of(read(limes(), tmp_path))
    heat = {name: asked(model, 1.0, {name: 1.3}) for name in LIME}
    assert heat["carbonate"] - heat["free"] == pytest.approx(2.067)
    assert heat["carbonate"] - heat["hydrate"] == pytest.approx(0.6045, rel=1e-3)
    assert heat["carbonate"] - heat["silicate"] == pytest.approx(1.3325)


def test_the_plan_of_the_hand_case_balances_its_heat(solve: Solve) -> None:
    """East, marl alone, 304 kt: 1.202318 × 304 + 1.339685 × 1.52848 × 304 = 365.505 + 622.495 = 988.00 TJ.

    988.00 TJ / 23 = 42.957 kt; 988.00 / 304 = 3.250 GJ/t: mix and fuel are those of the measured heat.
    """
    tables = solve("hand").tables
    feed = tables["kiln_feed"].query("kiln == 'kiln_east'")
    given = float(feed.loc[feed["use"] == "fuel", "gj"].sum())
    marl = float(feed.loc[feed["material"] == "marl", "dry_t"].sum())
    assert marl == pytest.approx(1.52848 * 304_000, rel=1e-5)
    assert given == pytest.approx(1.202318 * 304_000 + 1.339685 * marl, rel=1e-5)
    assert given == pytest.approx(988_000, rel=1e-5)
    assert given / 304_000 == pytest.approx(3.25, abs=1e-4)
