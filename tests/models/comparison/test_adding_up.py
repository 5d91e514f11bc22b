"""Every table that shares out an amount adds up to the totals of its state."""

from __future__ import annotations

import pytest

from models.totals import CEMENT, SYSTEM
from tests.models.comparison.states import STATES, Pair

SHARED = [
    ("companies", "cost_cement_sector_cny", "cost_cement_sector"),
    ("companies", "co2_t", "co2_t"),
    ("companies", "clinker_t", "clinker_t"),
    ("companies", "cement_t", "cement_t"),
    ("companies", "waste_dry_t", "waste_used_t"),
    ("prefectures", "cost_cement_sector_cny", "cost_cement_sector"),
    ("prefectures", "co2_t", "co2_t"),
    ("prefectures", "clinker_t", "clinker_t"),
    ("prefectures", "cement_t", "cement_t"),
    ("prefectures", "waste_dry_t", "waste_used_t"),
    ("products", "cost_cny", "cost_cement_sector"),
    ("products", "co2_t", "co2_t"),
    ("products", "cement_t", "cement_t"),
    ("kilns", "clinker_t", "clinker_t"),
    ("kilns", "guideline_t", "co2_guideline_t"),
    ("kilns", "co2_biogenic_memo_t", "co2_biogenic_memo_t"),
    ("kilns", "gcca_cementitious_t", "cement_t"),
]
"""Neither case imports cement or counts CO2 of disposal, so products carry all CO2 and cement-sector cost."""


@pytest.fixture(params=["hand", pytest.param("mid", marks=pytest.mark.slow)])
def pair(request: pytest.FixtureRequest) -> Pair:
    found: Pair = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("table", "measure", "total"), SHARED)
def test_rows_add_up_to_the_totals(pair: Pair, table: str, measure: str, total: str, state: str) -> None:
    wanted = pair.accounts(state).totals[total]
    assert pair.total(table, measure, state) == pytest.approx(wanted, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("state", STATES)
def test_kilns_carry_the_scopes_that_are_theirs(pair: Pair, state: str) -> None:
    scopes = pair.accounts(state).totals["co2_by_scope"]
    for scope in ("process", "fuel_fossil"):
        assert pair.total("kilns", f"co2_{scope}_t", state) == pytest.approx(scopes[scope], rel=1e-9)


@pytest.mark.parametrize("state", STATES)
def test_sources_carry_the_process_co2_and_the_hauls_of_what_they_sent(pair: Pair, state: str) -> None:
    flows = pair.accounts(state).tables["flows"]
    sent = flows[flows["kind"] == "material"]
    hauls = float((sent["wet_t"] * sent["co2_kg_per_t"]).sum()) / 1000
    process = pair.accounts(state).totals["co2_by_scope"]["process"]
    assert pair.total("sources", "co2_transport_t", state) == pytest.approx(hauls, rel=1e-9)
    assert pair.total("sources", "co2_process_t", state) == pytest.approx(process, rel=1e-9)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("flag", "total"), [("in_system", "cost_system"), ("in_cement", "cost_cement_sector")]
)
def test_payments_that_count_in_a_total_add_up_to_it(pair: Pair, flag: str, total: str, state: str) -> None:
    money = pair.tables["money"]
    counted = float(money.loc[money[flag], state].sum())
    assert counted == pytest.approx(pair.accounts(state).totals[total], rel=1e-12)


@pytest.mark.parametrize("state", STATES)
def test_what_one_party_pays_another_gets(pair: Pair, state: str) -> None:
    """The sector pays its total; the totals differ by gate prices and by the producers' disposal."""
    money = pair.tables["money"].set_index("category")
    sector = money[money["payer"] == "cement sector"][state].sum()
    totals = pair.accounts(state).totals
    assert sector == pytest.approx(totals["cost_cement_sector"], rel=1e-12)
    apart = money.loc["disposal", state] - money.loc["waste_price", state]
    assert totals["cost_system"] - totals["cost_cement_sector"] == pytest.approx(apart, rel=1e-9)
    assert set(SYSTEM) - set(CEMENT) == {"disposal"}
    assert set(CEMENT) - set(SYSTEM) == {"waste_price", "carbon_market", "vat_refund"}


def test_co2_rows_are_those_of_the_books(pair: Pair) -> None:
    rows = pair.tables["co2"].groupby("book")["plan"].sum()
    totals = pair.plan.totals
    assert rows["physical"] == pytest.approx(totals["co2_t"])
    assert rows["guideline"] == pytest.approx(totals["co2_guideline_t"])
    assert rows["output"] == pytest.approx(totals["co2_output_side_process_t"])
    assert rows["memo"] == pytest.approx(totals["co2_biogenic_memo_t"])


@pytest.mark.parametrize("state", STATES)
def test_waste_classes_add_up_to_the_supply_table(pair: Pair, state: str) -> None:
    supply = pair.accounts(state).tables["supply"]
    waste = supply[supply["waste"]]
    for measure, column in (
        ("arising_dry_t", "arising_dry_t"),
        ("used_elsewhere_dry_t", "used_elsewhere_dry_t"),
        ("used_by_cement_dry_t", "taken_dry_t"),
        ("left_dry_t", "left_dry_t"),
    ):
        whole = pair.value("waste", measure, state, material="all_waste")
        assert whole == pytest.approx(float(waste[column].sum()))
        bulk = pair.value("waste", measure, state, material="all_bulk")
        assert bulk == pytest.approx(float(waste.loc[waste["bulk"], column].sum()))


@pytest.mark.parametrize("state", STATES)
def test_every_tonne_of_waste_has_one_fate(pair: Pair, state: str) -> None:
    fates = ("used_elsewhere_dry_t", "used_by_cement_dry_t", "left_dry_t")
    for material in pair.tables["waste"]["material"].unique():
        parts = sum(pair.value("waste", fate, state, material=material) for fate in fates)
        arising = pair.value("waste", "arising_dry_t", state, material=material)
        assert parts == pytest.approx(arising, rel=1e-6)


@pytest.mark.parametrize("state", STATES)
def test_the_use_of_bulk_waste_is_the_one_in_the_totals(pair: Pair, state: str) -> None:
    use = pair.value("waste", "utilisation_pct", state, material="all_bulk")
    assert use == pytest.approx(100 * pair.accounts(state).totals["bulk_waste_utilisation"])


@pytest.mark.parametrize("state", STATES)
def test_the_modes_of_a_band_share_its_tonne_kilometres(pair: Pair, state: str) -> None:
    rows = pair.tables["distance_bands"]
    shares = rows[rows["measure"] == "share_pct"].groupby("band")[state]
    used = shares.sum()[shares.count() > 0]
    assert used.tolist() == pytest.approx([100.0] * len(used))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("mode", ["road", "rail", "other"])
def test_the_bands_of_a_mode_add_up_to_its_tonne_kilometres(pair: Pair, mode: str, state: str) -> None:
    rows = pair.tables["distance_bands"]
    rows = rows[(rows["measure"] == "tkm") & (rows["mode"] == mode)]
    assert float(rows[state].sum()) == pytest.approx(pair.accounts(state).totals[f"{mode}_tkm"])


@pytest.mark.parametrize("state", STATES)
def test_every_hauled_tonne_is_in_one_band(pair: Pair, state: str) -> None:
    hauled = float(pair.accounts(state).tables["flows"]["wet_t"].sum())
    assert pair.total("distance_bands", "tonnes", state) == pytest.approx(hauled)


def test_every_change_is_the_plan_less_today(pair: Pair) -> None:
    for name, table in pair.tables.items():
        if "change" in table:
            apart = (table["plan"] - table["current"] - table["change"]).abs()
            assert apart.max() == 0.0, name
            assert (table["change"].isna() == (table["plan"] - table["current"]).isna()).all(), name
