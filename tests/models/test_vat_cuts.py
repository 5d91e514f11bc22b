"""Rows that tie a refund of VAT to the wastes that earn it: they cut fractions and no plan.

Every plan of the hand-worked case with the refund earned or not is solved with these rows and without.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from cases import load_case
from models.build import Built
from models.objective import objective_vector
from models.registry import Domain
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import model_of
from tests.two_seasons import in_seasons, with_store
from tests.vat import of_one_company, with_refund, with_vat

CUTS = ("c_refund_sales", "c_refund_wastes", "c_refund_due")


def one_company() -> CaseInCode:
    return of_one_company(with_vat(library_case("hand")))


def two_companies() -> CaseInCode:
    """East cement has clinker of West cement ground, which bears no feed of its own."""
    return with_vat(library_case("hand"))


def paid_to_take(case: CaseInCode) -> CaseInCode:
    """The same case where the works pay 60 CNY for every tonne of cake."""
    other = case.copy()
    other.set("sources", "works_slag_cake", column="price", to=-60)
    return other


def two_seasons() -> CaseInCode:
    """Clinker is stored for the winter, some of it lost."""
    case = in_seasons(one_company(), (0.85, 0.15))
    return with_store(case, "kiln_east", "clinker", 70, holding_cost=20, loss=0.5)


def two_rules() -> CaseInCode:
    """A second refund of 30 % from 15 % of waste on, beside the first."""
    case = with_refund(one_company(), 15)
    (rule,) = case.rows("thresholds")
    case.replace("thresholds", [{**rule, "rule": "smaller", "amount": 30}])
    return case


def model(case: CaseInCode, folder: Path) -> Built:
    case.set("case", "money", to="cement")
    loaded = load_case(case.write(folder))
    assert loaded.case is not None, [finding.sentence() for finding in loaded.findings.errors]
    return model_of(loaded.case)


def least(built: Built, *, cuts: bool, earned: tuple[float, ...] = (), whole: bool = True) -> float:
    """Least cost [kCNY] with y_rule fixed at ``earned`` or free; infinity where there is no plan."""
    registry = built.registry
    families, rows = list(registry.columns.values()), list(registry.rows.values())
    lower, upper = (np.concatenate([getattr(f, side) for f in families]) for side in ("lower", "upper"))
    if earned:
        choices = registry.columns["y_rule"].numbers
        lower[choices], upper[choices] = earned, earned
    some = np.concatenate([np.full(len(r.index), cuts or r.name not in CUTS) for r in rows])
    low, high = (np.concatenate([getattr(r, side) for r in rows])[some] for side in ("lower", "upper"))
    kinds = np.concatenate([np.full(len(f.index), f.domain is not Domain.CONTINUOUS) for f in families])
    found = milp(
        objective_vector(registry, built.data, built.aim),
        constraints=LinearConstraint(built.assembled.matrix[some], low, high),
        bounds=Bounds(lower, upper),
        integrality=(kinds & whole).astype(np.int64),
        options={"mip_rel_gap": 0.0},
    )
    assert found.status in (0, 2), found.message
    return float(found.fun) if found.status == 0 else np.inf


CASES = {
    "one company": (one_company, 13),
    "one company, more than it reaches": (one_company, 40),
    "clinker of another company": (two_companies, 2),
    "paid to take": (lambda: paid_to_take(one_company()), 20),
    "two seasons": (two_seasons, 13),
    "two rules": (two_rules, 25),
}


@pytest.mark.parametrize("name", CASES)
def test_no_plan_is_cut_whether_its_rules_are_earned_or_not(name: str, tmp_path: Path) -> None:
    """Every combination of y_rule, each at its optimum."""
    make, threshold = CASES[name]
    built = model(with_refund(make(), threshold), tmp_path / "case")
    several = list(product((0.0, 1.0), repeat=len(built.registry.columns["y_rule"].index)))
    costs = [least(built, cuts=False, earned=earned) for earned in several]
    assert np.isfinite(costs).any()
    assert [least(built, cuts=True, earned=earned) for earned in several] == pytest.approx(costs, rel=1e-7)


def test_a_fraction_of_a_rule_gives_back_no_more_than_its_wastes_earn(tmp_path: Path) -> None:
    """60 % of waste is out of reach: a fifth of the gap is what fractions of the rule promise."""
    built = model(with_refund(one_company(), 60), tmp_path / "case")
    loose, tight = (least(built, cuts=cuts, whole=False) for cuts in (False, True))
    best = least(built, cuts=True)
    assert best - tight < 0.8 * (best - loose)


def test_wastes_count_with_the_cement_they_become_and_what_they_earn(tmp_path: Path) -> None:
    """Cement bears 400·13/113 = 46.0177 CNY/t. A tonne of marl becomes 0.645 t of clinker and cement.

    At 20 % a tonne of marl lowers waste less 20 % of feed by 0.2 t: μ = 46.0177·0.645/0.2 = 148.407, and a
    tonne of cake, 0.8 t of clinker, may earn 46.0177·0.8 + 148.407·0.8 = 155.540 CNY of tax.
    """
    built = model(with_refund(one_company(), 20), tmp_path / "case")
    rows = built.registry.rows["c_refund_wastes"]
    raw = built.registry.frame("v_raw")
    terms = built.assembled.matrix[[rows.start]].toarray()[0]
    by_grade = raw.assign(coef=terms[raw["col"]]).groupby("grade")["coef"].first()
    assert by_grade["marl"] == pytest.approx(0.0, abs=1e-9)
    assert by_grade["slag_cake"] == pytest.approx(-155.540, abs=1e-3)


@pytest.mark.parametrize("name", CASES)
def test_what_is_due_with_what_is_beyond_is_never_below_nothing(name: str, tmp_path: Path) -> None:
    """No mix of plans reaches below 0, fractions of choices included: only then may y_rule stay out of it."""
    make, threshold = CASES[name]
    built = model(with_refund(make(), threshold), tmp_path / "case")
    registry, families = built.registry, list(built.registry.columns.values())
    rows = list(registry.rows.values())
    some = np.concatenate([np.full(len(r.index), r.name not in CUTS) for r in rows])
    low, high = (np.concatenate([getattr(r, side) for r in rows])[some] for side in ("lower", "upper"))
    bounds = Bounds(*(np.concatenate([getattr(f, side) for f in families]) for side in ("lower", "upper")))
    due = registry.rows["c_refund_due"]
    for row in range(due.start, due.start + len(due.index)):
        costs = -built.assembled.matrix[[row]].toarray()[0]
        costs[registry.columns["v_refund"].numbers] = 0.0
        found = milp(
            costs, constraints=LinearConstraint(built.assembled.matrix[some], low, high), bounds=bounds
        )
        assert found.status == 0, found.message
        assert found.fun >= -1e-6


def test_a_fraction_of_a_rule_gives_back_no_more_than_is_due(tmp_path: Path) -> None:
    """40 % of waste is in reach, so that only C·(1 - y) promises more than there is."""
    built = model(with_refund(one_company(), 13), tmp_path / "case")
    loose, tight = (least(built, cuts=cuts, whole=False) for cuts in (False, True))
    best = least(built, cuts=True)
    assert best - tight < 0.7 * (best - loose)
