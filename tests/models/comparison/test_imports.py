"""A plan that stops everything and imports: rows of their own, blanks for ratios, residual zero."""

from __future__ import annotations

import pytest

import cases
from models.accounting import Accounts
from models.comparison import compare
from models.comparison.bridge import END, QUANTITIES, START
from models.comparison.companies import IMPORTS
from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case
from tests.cases_in_code import library_case
from tests.models.comparison.states import Pair

PRICE, CO2 = 100.0, 700.0


@pytest.fixture(scope="module")
def importing(hand: Pair, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Today as the hand-worked plan; the plan imports all 400 kt, being cheaper than its own 250 CNY/t."""
    written = library_case("hand")
    key = "city_market+portland+year"
    written.set("demand", key, column="import_price", to=PRICE)
    written.set("demand", key, column="import_co2", to=CO2)
    folder = written.write(tmp_path_factory.mktemp("imports") / "case")
    outcome = run_case(folder, options=RunOptions(threads=1, current="none"))
    assert outcome.exit_code is ExitCode.PLAN
    case = cases.load_case(folder).case
    assert case is not None
    plan = Accounts(outcome.tables, dict(outcome.plan["totals"]["plan"]))
    return Pair(case=case, current=hand.plan, plan=plan, tables=compare(case, hand.plan, plan))


def test_imports_are_a_row_beside_the_companies(importing: Pair) -> None:
    """400 kt at 100 CNY/t and 700 kg/t: 40 million CNY and 280 kt of CO2, borne by no company."""
    cost = importing.value("companies", "cost_cement_sector_cny", "plan", company=IMPORTS)
    assert cost == pytest.approx(40e6)
    assert importing.value("companies", "co2_t", "plan", company=IMPORTS) == pytest.approx(280e3)


@pytest.mark.parametrize("table", ["companies", "prefectures"])
@pytest.mark.parametrize(
    ("measure", "total"), [("cost_cement_sector_cny", "cost_cement_sector"), ("co2_t", "co2_t")]
)
def test_the_rows_still_add_up_to_the_totals(importing: Pair, table: str, measure: str, total: str) -> None:
    wanted = importing.plan.totals[total]
    assert importing.total(table, measure, "plan") == pytest.approx(wanted)


def test_what_stands_has_no_ratios(importing: Pair) -> None:
    told = importing.value("kilns", "kgce_per_t", "plan", kiln="kiln_east")
    assert told != told
    told = importing.value("products", "cost_cny_per_t", "plan")
    assert told != told


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_the_bridge_closes_where_all_kilns_stand(importing: Pair, quantity: str) -> None:
    """What the kilns did falls on activity alone, what comes in on imports."""
    told = importing.tables["bridge"]
    rows = told[told["quantity"] == quantity].set_index("lever")["amount"]
    assert rows[END] == pytest.approx(importing.plan.totals[quantity])
    assert rows.drop(END).sum() == pytest.approx(rows[END], rel=1e-9)
    moved = set(rows.drop([START, END]).index[rows.drop([START, END]) != 0])
    assert moved <= {"activity", "imports", "disposal", "kiln_start"}
