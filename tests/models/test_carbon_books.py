"""Three books of CO2 by hand: carbide slag against limestone, input and output side, the guideline."""

from __future__ import annotations

import pandas as pd
import pytest

from cases import load_case
from cases.case import Case
from cases.chemistry import split_lime
from models.ledgers.carbon import carbon_book
from models.objective import CO2_SCOPES
from tests.cases_in_code import library_case
from tests.solving import Solve

SLAG = {"loi": 24.30, "co2": 6.4, "cao": 63.93, "mgo": 0.5, "sio2": 5.0, "al2o3": 2.5, "fe2o3": 1.0}
FEED = ["period", "kiln", "use", "grade", "material", "dry_t", "wet_t", "gj"]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The hand case with real carbide slag instead of its cake."""
    made = library_case("hand")
    for column, value in SLAG.items():
        made.set("analyses", "slag_cake", column=column, to=value)
    for column in ("k2o", "na2o", "so3", "cl", "organic_c"):
        made.set("analyses", "slag_cake", column=column, to=0)
    loaded = load_case(made.write(tmp_path_factory.mktemp("carbon") / "case"))
    assert loaded.case is not None, [finding.sentence() for finding in loaded.findings.errors]
    return loaded.case


def books(case: Case, *, marl: float, slag: float, coal: float, clinker: float) -> pd.DataFrame:
    """CO2 books of one kiln that was fed so many dry tonnes and burnt so much coal [t]."""
    feed = [
        ("year", "kiln_west", "raw", "marl", "marl", marl, marl / 0.98, 0.0),
        ("year", "kiln_west", "raw", "slag_cake", "slag_cake", slag, slag / 0.9, 0.0),
        ("year", "kiln_west", "fuel", "coal", "coal", coal * 0.92, coal, coal * 23.0),
    ]
    tables = {
        "kiln_feed": pd.DataFrame(feed, columns=FEED),
        "kiln_running": pd.DataFrame({"period": ["year"], "kiln": ["kiln_west"], "clinker_t": [clinker]}),
        "energy": pd.DataFrame(
            {"period": ["year"], "facility": ["kiln"], "id": ["kiln_west"], "purchased_mwh": [0.0]}
        ),
        "flows": pd.DataFrame(columns=["period", "kind", "wet_t", "co2_kg_per_t"]),
        "markets": pd.DataFrame(columns=["period", "market", "product", "imported_t"]),
        "supply": pd.DataFrame(
            {"period": [], "source_id": [], "waste": pd.Series(dtype=bool), "left_dry_t": []}
        ),
    }
    return carbon_book(case, tables)


def total(book: pd.DataFrame, name: str, scope: str) -> float:
    return float(book.loc[(book["book"] == name) & (book["scope"] == scope), "co2_t"].sum())


def test_carbide_slag_avoids_what_its_lime_would_have_brought_as_limestone(case: Case) -> None:
    """A dry tonne holds 0.6393 t CaO: as limestone 0.6393 × 0.7848 = 0.5017 t CO2; it brings 0.064 itself.

    Avoided 0.5017 - 0.0640 = 0.4377, about 0.44 t CO2 per dry tonne.
    """
    brought = total(books(case, marl=0.0, slag=1000.0, coal=0.0, clinker=757.0), "physical", "process")
    assert brought == pytest.approx(64.0)
    limestone = 0.7848 * SLAG["cao"] / 100 * 1000
    assert limestone - brought == pytest.approx(437.7, abs=0.1)
    assert (limestone - brought) / 1000 == pytest.approx(0.44, abs=0.005)


def test_process_and_fuel_by_hand(case: Case) -> None:
    """1000 t of marl: 340 + 2 t carbon × 44/12 = 347.33; 500 t of slag: 32; coal 2300 GJ × 0.095 = 218.5."""
    book = books(case, marl=1000.0, slag=500.0, coal=100.0, clinker=1033.5)
    assert total(book, "physical", "process") == pytest.approx(1000 * (0.34 + 0.002 * 44 / 12) + 500 * 0.064)
    assert total(book, "physical", "process") == pytest.approx(379.333, abs=1e-3)
    assert total(book, "physical", "fuel_fossil") == pytest.approx(218.5)
    assert total(book, "memo", "fuel_biogenic") == 0.0


def test_the_output_side_tells_the_same_carbonate_co2(case: Case) -> None:
    """Clinker CaO × 44/56 + MgO × 44/40, less lime that never was carbonate, is the feed's carbonate CO2.

    1000 t marl, 500 t slag. CaO 442 + 319.65 = 761.65 t, of which never carbonate:
    marl 442 × (1 - 0.34/0.352341) = 15.482; slag 319.65 × (1 - 6.4/50.7182) = 279.314, where
    50.7182 = 0.7848 × 63.93 + 1.0919 × 0.5. MgO 5 + 2.5 = 7.5 t, of which never carbonate 0.175 and 2.185.
    (761.65 - 294.796) × 44/56 + (7.5 - 2.360) × 44/40 = 366.814 + 5.654 = 372.468 t; the input side says
    340 + 32 = 372: 0.13 % apart, the rounding of the factors 44/56 and 44/40 against 0.7848 and 1.0919.
    """
    book = books(case, marl=1000.0, slag=500.0, coal=100.0, clinker=1033.5)
    output = total(book, "output", "process")
    marl, slag = 0.34 / (0.7848 * 0.442 + 1.0919 * 0.005), 6.4 / (0.7848 * 63.93 + 1.0919 * 0.5)
    cao = 442 + 319.65 - 442 * (1 - marl) - 319.65 * (1 - slag)
    mgo = 5 + 2.5 - 5 * (1 - marl) - 2.5 * (1 - slag)
    assert output == pytest.approx(cao * 44 / 56 + mgo * 44 / 40, rel=1e-9)
    assert output == pytest.approx(372.468, abs=0.001)
    assert output == pytest.approx(340 + 32, rel=2e-3)


def test_the_split_leaves_no_lime_out(case: Case) -> None:
    for analysis in case.analyses.values():
        lime = split_lime(analysis)
        parts = lime.carbonate_cao + lime.hydrate_cao + lime.silicate_cao + lime.free_cao
        assert parts == pytest.approx(analysis.cao / 100)


def test_the_guideline_deducts_listed_slag_by_the_tonne(case: Case) -> None:
    """0.535 × 1000 - 0.48 × 500 = 295 t; coal 218.5 t apart; direct only."""
    book = books(case, marl=800.0, slag=500.0, coal=100.0, clinker=1000.0)
    assert total(book, "guideline", "process") == pytest.approx(295.0)
    assert total(book, "guideline", "fuel_fossil") == pytest.approx(218.5)
    assert set(book.loc[book["book"] == "guideline", "scope"]) == {"process", "fuel_fossil"}


def test_the_guideline_never_goes_below_zero(case: Case) -> None:
    """0.535 × 1000 = 535 t, the slag would take 0.48 × 1200 = 576 off: 0, not -41, whatever the fuel."""
    book = books(case, marl=0.0, slag=1200.0, coal=100.0, clinker=1000.0)
    assert total(book, "guideline", "process") == 0.0
    assert total(book, "guideline", "fuel_fossil") == pytest.approx(218.5)


def test_books_are_never_mixed(case: Case) -> None:
    """Only the physical book has the scopes that the total adds up; the others stand apart."""
    book = books(case, marl=1000.0, slag=500.0, coal=100.0, clinker=1033.5)
    assert set(book["book"]) == {"physical", "memo", "output", "guideline"}
    assert set(book.loc[book["book"] == "physical", "scope"]) <= set(CO2_SCOPES)


def test_the_totals_of_a_plan_keep_the_books_apart(solve: Solve) -> None:
    """Hand case, NOTES.md paragraph 9: physical 302.43 kt, guideline 280.89; output side near process.

    Process 171.86 kt holds organic carbon 486.06 × 0.002 × 44/12 = 3.564; the output side does not know it.
    """
    totals = solve("hand").totals
    assert sum(totals["co2_by_scope"].values()) == pytest.approx(totals["co2_t"])
    assert totals["co2_t"] == pytest.approx(302_432, rel=1e-4)
    assert totals["co2_guideline_t"] == pytest.approx(280_890, rel=1e-4)
    carbonate = totals["co2_by_scope"]["process"] - 486_060 * 0.002 * 44 / 12
    assert totals["co2_output_side_process_t"] == pytest.approx(carbonate, rel=5e-3)
