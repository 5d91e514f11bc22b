"""Today's operation: stated figures hold, limits give and are told, the rest follows custom or the aim.

The hand case: two lines of 1 kt/d with 304 days each; 400 kt of cement of clinker and gypsum.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models.audit import AuditAim, audit
from models.audit.codes import Code
from models.audit.expected import unexplained
from optimizer.options import RunOptions
from optimizer.run import ExitCode, RunOutcome, run_case
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import case_of
from tests.two_seasons import in_seasons, in_years, with_store

WEST = {"kiln": "kiln_west", "period": "year"}


def run(case: CaseInCode | str, folder: Path, *, out: Path | None = None, **options: Any) -> RunOutcome:
    where = case if isinstance(case, str) else case.write(folder / "case")
    wanted = RunOptions(**({"gap": 0.0, "threads": 1} | options))
    outcome = run_case(where, options=wanted, out=out)
    assert outcome.exit_code is ExitCode.PLAN, [str(found) for found in (*outcome.findings, *outcome.audit)]
    return outcome


def clinker(outcome: RunOutcome) -> Mapping[str, float]:
    frame = outcome.current["kiln_running"]
    return dict(zip(frame["kiln"], frame["clinker_t"], strict=True))


def with_use(per_cent: float) -> CaseInCode:
    case = library_case("hand")
    case.set("areas", "region", column="utilisation", to=per_cent)
    return case


def test_stated_clinker_is_held_and_the_other_line_makes_the_rest(tmp_path: Path) -> None:
    case = library_case("hand")
    case.add("current_kilns", **WEST, clinker=120)
    outcome = run(case, tmp_path)
    made, told = clinker(outcome), outcome.plan
    assert made["kiln_west"] == pytest.approx(120_000)
    assert sum(made.values()) == pytest.approx(told["totals"]["current"]["clinker_t"])
    assert told["current"]["breaches"] == []


@pytest.fixture(scope="module")
def at_60(tmp_path_factory: pytest.TempPathFactory) -> RunOutcome:
    """The hand case whose lines customarily use 60 % of their days."""
    return run(with_use(60), tmp_path_factory.mktemp("at_60"))


def test_by_custom_every_line_is_used_alike(at_60: RunOutcome) -> None:
    """Both lines have 1 kt/d and 304 days, so each makes half of what is ground."""
    made = clinker(at_60)
    assert made["kiln_west"] == pytest.approx(made["kiln_east"], rel=1e-5)
    level = at_60.plan["current"]["level"]["year"]
    assert level == pytest.approx(made["kiln_west"] / (0.60 * 304_000), rel=1e-5)


def test_by_custom_kilns_feed_their_reference_mix(at_60: RunOutcome) -> None:
    """The reference mix is marl alone, so nobody takes the slag cake that the plan lives on."""
    feed = at_60.current["kiln_feed"]
    assert set(feed.loc[feed["use"] == "raw", "material"]) == {"marl"}


def test_by_custom_hauls_go_by_road(at_60: RunOutcome) -> None:
    assert at_60.plan["totals"]["plan"]["rail_share"] > 0
    assert at_60.plan["totals"]["current"]["rail_share"] == 0


def test_a_stated_haul_by_rail_goes_by_rail(tmp_path: Path) -> None:
    """50 kt wet of coal to the east kiln: 50 x (25 + 210 + 12 km) is all there is on rail."""
    case = with_use(60)
    case.add(
        "current_flows", origin="works_coal", item="coal", use="kiln", destination="kiln_site_east",
        mode="rail", period="year", amount=20,
    )  # fmt: skip
    flows = run(case, tmp_path).current["flows"]
    rail = flows[flows["rail_km"] > 0]
    assert rail["wet_t"].tolist() == pytest.approx([20_000])
    assert rail["item"].tolist() == ["coal"]


@pytest.mark.parametrize(
    ("gypsum", "clinker_kt", "deviation_kt"),
    [
        (5.05, 379.8, 0.0),
        # gypsum of 40 % SO3 must bring 2 % with clinker counted at 0: at least 5 % of the cement, so 380 kt
        # of clinker, 4 kt under the 384 of custom, and gypsum as much over
        (4.0, 380.0, 8.0),
    ],
)
def test_the_customary_recipe_makes_the_clinker_as_far_as_limits_let_it(
    gypsum: float, clinker_kt: float, deviation_kt: float, tmp_path: Path
) -> None:
    case = with_use(60)
    for name, share in (("clinker", 100 - gypsum), ("gypsum", gypsum)):
        case.add("current_recipes", product="portland", range=name, constituents=name, share=share)
    plan = run(case, tmp_path).plan
    assert plan["totals"]["current"]["clinker_t"] == pytest.approx(clinker_kt * 1000, rel=1e-6)
    assert plan["current"]["deviation_kt"] == pytest.approx(deviation_kt, abs=1e-3)
    assert plan["current"]["breaches"] == []


def test_a_stated_share_of_the_raw_feed_is_held(tmp_path: Path) -> None:
    case = with_use(60)
    case.add(
        "current_feed", kiln="kiln_west", use="raw", material="slag_cake", period="year", share=70
    )  # fmt: skip
    feed = run(case, tmp_path).current["kiln_feed"]
    raw = feed[(feed["use"] == "raw") & (feed["kiln"] == "kiln_west")].set_index("material")["dry_t"]
    assert raw["slag_cake"] / raw.sum() == pytest.approx(0.70, abs=1e-6)


@pytest.mark.parametrize("use", [60, ""])
def test_a_kiln_whose_stated_feed_breaks_a_limit_runs_all_the_same(use: float | str, tmp_path: Path) -> None:
    """Slag cake alone has KH 0.8775, below 0.89; the limit is told and the line is not switched off."""
    case = library_case("hand")
    case.set("areas", "region", column="utilisation", to=use)
    case.add("current_feed", kiln="kiln_west", use="raw", material="slag_cake", period="year", share=99.5)
    outcome = run(case, tmp_path)
    made = clinker(outcome)
    assert made["kiln_west"] > 60_000
    assert "c_quality_lower" in {breach["limit"] for breach in outcome.plan["current"]["breaches"]}
    if use:
        assert made["kiln_west"] == pytest.approx(made["kiln_east"], rel=1e-4)


def test_demand_that_today_does_not_meet_is_told(tmp_path: Path) -> None:
    """100 kt stated at the only mill leave 300 of the 400 kt asked for."""
    case = library_case("hand")
    case.add("current_cement", plant="mill", product="portland", period="year", cement=100)
    plan = run(case, tmp_path).plan
    assert plan["totals"]["current"]["unmet_t"] == pytest.approx(300_000)
    assert plan["current"]["breaches"][0]["limit"] == "c_demand"


def test_output_beyond_the_days_is_a_breach_told_at_its_cell(tmp_path: Path) -> None:
    """320 kt at 1 kt/d take 320 days, 16 more than the 304 of the area."""
    case = library_case("hand")
    case.add("current_kilns", **WEST, clinker=320)
    plan = run(case, tmp_path).plan
    (breach,) = plan["current"]["breaches"]
    assert (breach["limit"], breach["key"], breach["unit"]) == ("c_days_max", "kiln_west+year", "d")
    assert breach["amount"] == pytest.approx(16.0)
    assert breach["cell"].startswith("kilns.csv:3 area")
    assert "320" in breach["sentence"]
    assert "304" in breach["sentence_zh"]
    (told,) = plan["current"]["broken_limits"]
    assert told["code"] == Code.DAYS_MAX
    assert (told["value"], told["limit"]) == pytest.approx((320.0, 304.0))


def test_a_store_too_small_for_what_is_stated_is_a_told_breach(tmp_path: Path) -> None:
    """390 kt of cement stated until October, 360 sold by then: 30 kt are kept where there is room for 10."""
    case = in_seasons(with_use(60), (0.9, 0.1))
    for kiln in ("kiln_west", "kiln_east"):
        case = with_store(case, kiln, "clinker", 50)
    case = with_store(case, "mill", "portland", 10)
    case.add("current_cement", plant="mill", product="portland", period="running", cement=390)
    plan = run(case, tmp_path).plan
    found = {b["limit"]: b for b in plan["current"]["breaches"] if b["amount"] > 1e-3}
    assert set(found) == {"c_stock"}
    assert found["c_stock"]["key"] == "mill+portland+running"
    assert found["c_stock"]["amount"] == pytest.approx(20.0)
    assert "10,000" in found["c_stock"]["sentence"]


def test_breaches_of_today_do_not_touch_the_plan(tmp_path: Path) -> None:
    case = library_case("hand")
    before = run(case, tmp_path / "before").plan["totals"]["plan"]["cost"]
    case.add("current_kilns", **WEST, clinker=320)
    after = run(case, tmp_path / "after").plan["totals"]["plan"]["cost"]
    assert after == pytest.approx(before, rel=1e-9)


def test_statements_that_clash_are_told_as_such(tmp_path: Path) -> None:
    """One line for 100 days cannot have made 200 kt at 1 kt/d: days give, and clinker is what was stated."""
    case = library_case("hand")
    case.add("current_kilns", **WEST, clinker=90)
    case.add("current_kilns", kiln="kiln_east", period="year", clinker=90)
    plan = run(case, tmp_path).plan
    limits = {breach["limit"] for breach in plan["current"]["breaches"]}
    assert limits & {"c_demand", "c_recipe_lower", "c_stated"}


def test_at_least_cost_with_nothing_stated_today_is_the_plan(tmp_path: Path) -> None:
    plan = run("hand", tmp_path, current="least_cost").plan
    totals = plan["totals"]
    assert totals["current"]["cost_system"] == pytest.approx(totals["plan"]["cost_system"], rel=1e-6)
    assert plan["current"]["level"] == {}


def test_today_is_the_same_whatever_the_plan_aims_at(tmp_path: Path) -> None:
    case = with_use(60)
    cost, co2 = (
        run(case, tmp_path / aim, aim=aim).plan["totals"]["current"] for aim in ("cost", "co2")
    )  # fmt: skip
    assert {k: v for k, v in co2.items() if isinstance(v, float)} == pytest.approx(
        {k: v for k, v in cost.items() if isinstance(v, float)}, rel=1e-9
    )


@pytest.mark.parametrize("completion", ["customary", "least_cost"])
def test_today_delivers_what_it_can_also_where_unmet_demand_has_a_price(
    completion: str, tmp_path: Path
) -> None:
    """Both lines make the 400 kt; leaving any of it unmet would be cheaper, but comes before cost."""
    case = with_use(60)
    case.set_all("demand", column="unmet_price", to=5000)
    totals = run(case, tmp_path, current=completion).plan["totals"]["current"]
    assert totals["unmet_t"] == pytest.approx(0.0, abs=0.1)
    assert totals["cement_t"] == pytest.approx(400_000)


@pytest.mark.parametrize("completion", ["customary", "least_cost"])
def test_today_is_told_also_when_the_time_is_over(completion: str, tmp_path: Path) -> None:
    plan = run(with_use(60), tmp_path, current=completion, time_limit=1e-4).plan
    assert plan["totals"]["current"]["cement_t"] == pytest.approx(400_000)


def test_without_demand_nothing_runs_today(tmp_path: Path) -> None:
    case = with_use(60)
    case.set_all("demand", column="demand", to=0)
    totals = run(case, tmp_path).plan["totals"]["current"]
    assert totals["clinker_t"] == pytest.approx(0.0, abs=0.1)


def test_no_use_of_capacity_is_told_where_every_kiln_is_stated(tmp_path: Path) -> None:
    case = with_use(60)
    for kiln in ("kiln_west", "kiln_east"):
        case.add("current_kilns", kiln=kiln, period="year", clinker=190)
    assert run(case, tmp_path).plan["current"]["level"] == {}


def test_today_is_left_out_on_request(tmp_path: Path) -> None:
    plan = run("hand", tmp_path, out=tmp_path / "run", current="none").plan
    assert plan["totals"]["current"] is None
    assert plan["current"] is None
    assert not (tmp_path / "run" / "current").exists()


def test_both_states_have_the_same_totals_and_tables(tmp_path: Path) -> None:
    outcome = run(with_use(60), tmp_path, out=tmp_path / "run")
    plan = outcome.plan
    assert list(plan["totals"]["current"]) == list(plan["totals"]["plan"])
    names = {path.stem for path in (tmp_path / "run" / "tables").iterdir()}
    told = {path.stem for path in (tmp_path / "run" / "current").iterdir()}
    assert told == names - {"marginals"} | {"breaches", "completion"}
    assert told == set(outcome.current)
    assert all(set(kiln["current"]) == {"lines", "days", "clinker_t", "metrics"} for kiln in plan["kilns"])


def test_stated_by_rule_and_free_add_up_to_what_happens(tmp_path: Path) -> None:
    case = with_use(60)
    case.add("current_kilns", **WEST, clinker=150)
    outcome = run(case, tmp_path)
    share = outcome.current["completion"].set_index("subject")
    whole = share[["stated", "by_rule", "free"]].sum(axis=1)
    feed, totals = outcome.current["kiln_feed"], outcome.plan["totals"]["current"]
    assert share.loc["clinker", "stated"] == pytest.approx(150_000)
    assert whole["clinker"] == pytest.approx(totals["clinker_t"])
    assert whole["raw_feed_dry"] == pytest.approx(feed.loc[feed["use"] == "raw", "dry_t"].sum())
    assert whole["fuel_heat"] == pytest.approx(feed["gj"].sum())
    assert whole["hauls"] == pytest.approx(outcome.current["flows"]["wet_t"].sum())


def test_of_several_years_what_was_filled_in_is_told_of_the_mean_year(tmp_path: Path) -> None:
    """3 years of 400 kt of cement and 1 of half as much, never 600 kt: (3 × 400 + 200)/4 = 350 kt."""
    case = in_years(with_use(60), [2022, 2027], grow=[1.0, 0.5])
    case.add("years", year=2022, represents=3)
    case.add("years", year=2027, represents=1)
    outcome = run(case, tmp_path)
    plan, share = outcome.plan, outcome.current["completion"].set_index("subject")
    assert share.loc["deliveries", "stated"] == pytest.approx(350_000)
    whole = share[["stated", "by_rule", "free"]].sum(axis=1)
    assert whole["clinker"] == pytest.approx(plan["totals"]["current"]["clinker_t"])


def test_the_audit_finds_a_stated_figure_that_the_tables_do_not_hold(tmp_path: Path) -> None:
    outcome = run("hand", tmp_path, current="none")
    case = library_case("hand")
    case.add("current_kilns", **WEST, clinker=1)
    stated = run_case(case.write(tmp_path / "stated"), options=RunOptions(gap=0.0, current="none"))
    tables, totals = stated.tables, stated.plan["totals"]["plan"]
    assert outcome.plan["totals"]["plan"]["clinker_t"] == pytest.approx(totals["clinker_t"])
    read = case_from(tmp_path / "stated")
    found = audit(read, tables, totals, aim=AuditAim(today=True))
    assert [(f.code, f.subject) for f in found] == [(Code.STATED, "clinker/kiln_west")]


def test_only_a_told_breach_explains_a_finding(tmp_path: Path) -> None:
    case = library_case("hand")
    case.add("current_kilns", **WEST, clinker=320)
    outcome = run(case, tmp_path)
    read, totals = case_from(tmp_path / "case"), outcome.plan["totals"]["current"]
    found = audit(read, outcome.current, totals, aim=AuditAim(today=True))
    told = [("c_days_max", "kiln_west+year")]
    assert [f.code for f in found] == [Code.DAYS_MAX]
    assert unexplained(found, told) == []
    assert unexplained(found, [("c_days_max", "kiln_east+year")]) == found
    assert unexplained(found, [("c_load_max", "kiln_west+year")]) == found


def test_every_kind_of_statement_at_once_is_completed_and_audited(tmp_path: Path) -> None:
    from tests.models.every_family import today

    case = today()
    case.set("case", "aim", to="cost")
    plan = run(case, tmp_path).plan
    assert plan["current"]["audit"]["findings"] == []
    assert plan["current"]["breach_weighted_kcny"] >= plan["current"]["least_breach_weighted_kcny"] - 1e-3
    assert case_of("today").current_flows


def case_from(folder: Path) -> Any:
    from cases import load_case

    loaded = load_case(folder)
    assert loaded.case is not None
    return loaded.case
