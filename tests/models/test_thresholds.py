"""Thresholds, worked out by hand on the hand-worked case (`NOTES.md` of the library case).

Of the 561.99 kt of dry raw feed 75.94 kt are cake: 13.5 % in all, 78.0 % in the west kiln, none in the east
kiln, where a tonne of cake loses 18.85 CNY. What a rule is worth is put on its column, as a reward does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cases import load_case
from models.build import Built
from models.rewards import rewards
from optimizer.outcome import SolverOptions
from optimizer.solver import SolverSession
from tests.cases_in_code import CaseInCode, library_case
from tests.investments import with_project
from tests.models.every_family import built, model_of
from tests.solving import Solve

YEAR_COST = 100_263.2566
"""kCNY"""
CAKE_LOSES = 18.85
"""CNY that a dry tonne of cake loses in the east kiln (section 5 of the notes)."""
IDLE = "idle"
Values = Mapping[str, pd.Series]


def rule(case: CaseInCode, **cells: object) -> CaseInCode:
    """The case with one more rule on the waste in the raw feed, permitting a project that does nothing."""
    other = case.copy()
    row = {
        "rule": "waste", "scope": "region", "numerator": "raw_waste", "denominator": "raw_feed",
        "threshold": 20, "reward": "permission", "project": IDLE,
    }  # fmt: skip
    row |= cells
    if row["project"] == IDLE and not any(known["project"] == IDLE for known in other.rows("projects")):
        other.add("projects", project=IDLE, kind="other", capital_cost=100, life=10)
    other.add("thresholds", **row)
    return other


def best(case: CaseInCode, folder: Path, worth: Mapping[str, float]) -> tuple[float, Values]:
    """Cost but for rules [kCNY] and the values by family, where each rule earns ``worth`` kCNY."""
    loaded = load_case(case.write(folder / "case"))
    assert loaded.case is not None, [finding.sentence() for finding in loaded.findings.errors]
    model = model_of(loaded.case)
    session = SolverSession(model.assembled.model, options=SolverOptions(gap=0.0, threads=1))
    choices = model.registry.frame("y_rule")
    columns = np.array([session.column(model.assembled.variables[col]) for col in choices["col"]])
    earned = choices["rule"].map(worth).fillna(0.0).to_numpy(float)
    session.set_costs(columns, -earned)
    result = session.solve()
    assert result.outcome.has_plan
    order = np.array([session.column(v) for v in model.assembled.variables])
    values = result.values[order]
    read = {name: _of_family(model, name, values) for name in ("y_rule", "v_raw", "y_lines")}
    return result.objective + float(earned @ np.round(read["y_rule"].to_numpy())), read


def _of_family(model: Built, name: str, values: np.ndarray) -> pd.Series:
    frame = model.registry.frame(name)
    return pd.Series(values[frame.pop("col")], index=pd.MultiIndex.from_frame(frame)).round(9)


def share(values: Values, kiln: str | None = None) -> float:
    """Cake in the dry raw feed, %."""
    raw = values["v_raw"] if kiln is None else values["v_raw"].xs(kiln, level="kiln")
    return float(100 * raw.xs("slag_cake", level="grade").sum() / raw.sum())


def test_a_rule_that_earns_nothing_changes_nothing(tmp_path: Path) -> None:
    cost, _ = best(rule(library_case("hand")), tmp_path, {})
    assert cost == pytest.approx(YEAR_COST, rel=1e-7)


@pytest.mark.parametrize(("worth", "earned"), [(650.0, 0), (660.0, 1)])
def test_a_rule_is_chosen_where_it_earns_more_than_it_costs(
    worth: float, earned: int, tmp_path: Path
) -> None:
    """A tonne of cake in the east kiln takes the place of 1.23765 t of marl:

    0.8 + 0.1 q = 0.645 m and 23 q = 1.26263 - 1.33969 m, so the feed falls by 0.23765 t. For 20 % of it,
    0.2 x (561.993 - 0.23765 x) = 75.936 + x: x = 34.808 kt, which lose 18.85 CNY each: 656,100 CNY.
    """
    cost, values = best(rule(library_case("hand")), tmp_path, {"waste": worth})
    assert values["y_rule"].tolist() == [earned]
    if earned:
        more = values["v_raw"].xs("slag_cake", level="grade").sum() - 75.936
        assert share(values) == pytest.approx(20.0, rel=1e-6)
        assert more == pytest.approx(34.808, rel=1e-3)
        assert cost - YEAR_COST == pytest.approx(34.808 * CAKE_LOSES, rel=2e-3)
    else:
        assert cost == pytest.approx(YEAR_COST, rel=1e-7)


def test_a_rule_is_earned_where_it_is_reached_anyway(tmp_path: Path) -> None:
    """13.5 % in all are above 13 %, and the west line has 78 % for itself."""
    for place, cells in enumerate(
        ({"threshold": 13}, {"threshold": 78, "scope": "line", "only": "kiln_west"})
    ):
        cost, values = best(rule(library_case("hand"), **cells), tmp_path / str(place), {"waste": 1.0})
        assert values["y_rule"].tolist() == [1]
        assert cost == pytest.approx(YEAR_COST, rel=1e-7)


@pytest.mark.parametrize(("fine", "applies"), [(10.0, 1), (1000.0, 0)])
def test_an_automatic_rule_applies_unless_the_plan_stays_below_it(
    fine: float, applies: int, tmp_path: Path
) -> None:
    """13.5 % are above 13 %: the rule applies and costs its fine, or cake gives way to marl down to 13 %."""
    cost, values = best(rule(library_case("hand"), threshold=13, automatic="yes"), tmp_path, {"waste": -fine})
    assert values["y_rule"].tolist() == [applies]
    if applies:
        assert cost == pytest.approx(YEAR_COST, rel=1e-7)
    else:
        assert share(values) == pytest.approx(13.0, rel=1e-6)
        assert cost > YEAR_COST + 10


def test_an_automatic_rule_is_not_chosen_below_its_threshold(tmp_path: Path) -> None:
    """14 % are more than the 13.5 % of the plan: what the rule earns is had only by reaching it."""
    _, values = best(rule(library_case("hand"), threshold=14, automatic="yes"), tmp_path, {"waste": 1.0})
    assert values["y_rule"].tolist() == [0]


def steps(case: CaseInCode) -> CaseInCode:
    """Three steps on the region's share: 10 %, 13 % and 20 %."""
    for place, (threshold, amount) in enumerate(((10, 5), (13, 12), (20, 30))):
        cells = {"rule": f"step_{place}", "threshold": threshold, "amount": amount}
        case = rule(case, **cells, steps="waste")
    return case


def test_the_highest_step_that_is_reached_counts(tmp_path: Path) -> None:
    """At 13.5 % the first two steps are reached; the third would cost 656,000 CNY and is worth 18,000."""
    _, values = best(steps(library_case("hand")), tmp_path, {"step_0": 5.0, "step_1": 7.0, "step_2": 18.0})
    assert values["y_rule"].tolist() == [1, 1, 0]


def test_a_step_is_not_earned_without_the_one_below_it(tmp_path: Path) -> None:
    """The second step alone is worth something; the first is taken with it at a loss, or neither is."""
    _, both = best(steps(library_case("hand")), tmp_path / "both", {"step_0": -5.0, "step_1": 7.0})
    _, none = best(steps(library_case("hand")), tmp_path / "none", {"step_0": -9.0, "step_1": 7.0})
    assert both["y_rule"].tolist() == [1, 1, 0]
    assert none["y_rule"].tolist() == [0, 0, 0]


def test_steps_earn_what_each_adds_to_the_one_below() -> None:
    """10 days at 15 %, 20 at 30 %: each of the two adds 10."""
    model = built("policy")
    found = rewards(model.registry, model.data.case, "days")
    assert found.groupby("rule")["amount"].unique().map(list).to_dict() == {
        "biomass_15": [10.0], "biomass_30": [10.0]
    }  # fmt: skip
    assert set(found["scope"]) == {"line"}


def test_a_line_that_stands_earns_nothing(tmp_path: Path) -> None:
    """280 kt of cement take the east line alone: 0 ≥ 0 would be a share of nothing, but nothing runs."""
    case = library_case("hand")
    case.set("demand", "city_market+portland+year", column="demand", to=280)
    _, values = best(rule(case, scope="line", only="kiln_west", threshold=40), tmp_path, {"waste": 1.0})
    assert values["y_lines"].xs("kiln_west", level="kiln").tolist() == [0]
    assert values["y_rule"].tolist() == [0]


def test_a_share_of_hauls_is_bounded_whatever_hauls_there_are(tmp_path: Path) -> None:
    """Of the west's 191.06 kt (marl 21.84, cake 84.37, coal 9.36, clinker 75.49) clinker alone goes by rail:

    39.5 %, above 35 % and below 45 %, which is worth too little.
    """
    for threshold, earned in ((35, 1), (45, 0)):
        cells = {
            "scope": "company",
            "only": "West cement",
            "numerator": "hauled_clean",
            "denominator": "hauled",
        }
        case = rule(library_case("hand"), threshold=threshold, **cells)
        _, values = best(case, tmp_path / str(threshold), {"waste": 0.001})
        assert values["y_rule"].tolist() == [earned]


def test_the_table_of_rules_tells_shares_and_what_is_reached(solve: Solve, tmp_path: Path) -> None:
    """75.936 of 561.99 kt are 13.51 %."""
    case = rule(steps(library_case("hand")), rule="off", active="no")
    rows = solve(case.write(tmp_path / "case")).tables["rules"].set_index("rule")
    assert rows.index.tolist() == ["step_0", "step_1", "step_2"]
    assert rows["share_pct"].tolist() == pytest.approx([13.5119] * 3, rel=1e-4)
    assert rows["reached"].tolist() == [1, 1, 0]
    assert rows["denominator"].tolist() == pytest.approx([561_993.0] * 3, rel=1e-4)
    assert set(rows["unit"]) == {"t"}


def test_a_form_of_the_case_counts_like_a_built_in_one(solve: Solve, tmp_path: Path) -> None:
    """Cake at half its weight: 37.97 of 561.99 kt, 6.756 %."""
    case = rule(library_case("hand"), numerator="half", threshold=5)
    case.add("form_terms", form="half", activity="raw", item="slag_cake", weight=0.5)
    rows = solve(case.write(tmp_path / "case")).tables["rules"]
    assert rows["share_pct"].tolist() == pytest.approx([6.756], rel=1e-3)


def test_a_rule_holds_only_in_its_years(solve: Solve, tmp_path: Path) -> None:
    case = rule(library_case("hand"), from_year=2023)
    assert solve(case.write(tmp_path / "case")).tables["rules"].empty


@pytest.mark.parametrize(("threshold", "built"), [(13, 1), (60, 0)])
def test_a_permitted_project_is_there_only_where_its_rule_is_earned(
    threshold: float, built: int, solve: Solve, tmp_path: Path
) -> None:
    """13.5 % of waste in the feed permit what asks for 13 % and not what asks for 60 %.

    The project makes clinker of the east line 1 CNY/t cheaper for nothing: it is built where it may be.
    """
    case = with_project(library_case("hand"), "thrift", ("variable_cost", "kiln_east", -1.0))
    case = rule(case, threshold=threshold, reward="permission", project="thrift")
    tables = solve(case.write(tmp_path / "case")).tables
    assert tables["projects"].set_index("project")["units"].to_dict() == {"thrift": built}
    assert tables["rules"]["earned"].tolist() == [built]


def test_a_rule_that_moves_nothing_is_told_and_not_chosen(solve: Solve, tmp_path: Path) -> None:
    """Days of the one year there is count for the next, which is not modelled: no choice, told as reached."""
    case = rule(library_case("hand"), threshold=13, reward="days", project="", amount=5)
    loaded = load_case(case.write(tmp_path / "case")).case
    assert loaded is not None
    assert "y_rule" not in model_of(loaded).registry.columns
    rows = solve(case.write(tmp_path / "again")).tables["rules"]
    assert rows[["reached", "earned"]].to_numpy().tolist() == [[1, 1]]
