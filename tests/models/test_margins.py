"""Margins of quality limits: every choice of materials at their worst is survived, none for nothing."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest

from cases import load_case
from cases.variability import at_worst, deviation
from optimizer.options import RunOptions
from optimizer.run import RunOutcome, run_case
from tests.cases_in_code import CaseInCode, library_case

TIGHT = 0.023
"""Chlorine in the clinker, below the 0.0242 % of the plan at least cost [%]."""
Z = 2.0


def case_with(count: float | None, *, limit: float | None = None, own: float | None = None) -> CaseInCode:
    case = library_case("hand")
    if count is not None:
        case.set("case", "worst_materials", to=count)
    if limit is not None:
        case.set("limits", "clinker+cl", column="upper", to=limit)
    if own is not None:
        case.set("limits", "clinker+cl", column="worst_materials", to=own)
    return case


@cache
def solved(count: float | None, limit: float | None = None, own: float | None = None) -> RunOutcome:
    with TemporaryDirectory() as folder:
        path = case_with(count, limit=limit, own=own).write(Path(folder) / "case")
        return run_case(path, options=RunOptions(current="none", gap=0.0))


def losses(outcome: RunOutcome) -> dict[str, dict[str, float]]:
    """By kiln and grade: tonnes of chlorine that a material two deviations off brings too many into clinker.

    Retention 100 % and no dust lost in the hand case: all chlorine fed stays.
    """
    case, found = outcome.case, dict[str, dict[str, float]]()
    assert case is not None
    for row in outcome.tables["kiln_feed"].itertuples():
        material = case.materials[row.material]
        if row.use == "raw":
            cl = case.analyses[material.analysis or ""].cl or 0.0
            tonnes, share = row.dry_t * cl / 100, deviation(case, row.material, "cl").share
        else:
            cl = case.fuels[row.material].chlorine or 0.0
            tonnes, share = row.wet_t * cl / 100, deviation(case, row.material, "chlorine").share
        own = found.setdefault(str(row.kiln), {})
        own[str(row.grade)] = own.get(str(row.grade), 0.0) + Z * share * tonnes
    return found


def chlorine(outcome: RunOutcome) -> pd.DataFrame:
    quality = outcome.tables["quality"]
    rows = quality[quality["metric"] == "cl"].set_index("kiln")
    clinker = outcome.tables["kiln_running"].set_index("kiln")["clinker_t"]
    return rows.assign(clinker_t=clinker.reindex(rows.index))


def worst(outcome: RunOutcome, count: int) -> dict[str, float]:
    """Highest chlorine of the clinker over every choice of so many materials, by kiln [%]."""
    found = {}
    for kiln, row in chlorine(outcome).iterrows():
        own = list(losses(outcome)[str(kiln)].values())
        choices = [sum(some) for n in range(count + 1) for some in combinations(own, n)]
        found[str(kiln)] = float(row["value"]) + 100.0 * max(choices) / float(row["clinker_t"])
    return found


def cost(outcome: RunOutcome) -> float:
    return float(outcome.plan["objective"])


def test_without_margins_there_is_nothing_of_them_in_the_model() -> None:
    assert cost(solved(0.0)) == cost(solved(None))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_choice_of_materials_at_their_worst_keeps_the_limit(count: int) -> None:
    outcome = solved(None, TIGHT, float(count))
    assert outcome.plan["audit"]["findings"] == []
    assert max(worst(outcome, count).values()) <= TIGHT * (1 + 1e-5)


def test_the_margin_is_no_larger_than_the_worst_asks_for() -> None:
    """The dearest kiln's limit is used to the last: the worst of one material lies on it."""
    assert max(worst(solved(None, TIGHT, 1.0), 1).values()) == pytest.approx(TIGHT, rel=1e-4)


def test_the_plan_without_margins_would_not_survive() -> None:
    assert max(worst(solved(None, TIGHT), 1).values()) > TIGHT * 1.01


def test_the_price_of_more_materials_at_their_worst_never_falls() -> None:
    prices = [cost(solved(None, TIGHT, count)) for count in (0.0, 0.5, 1.0, 2.0, 3.0, 10.0)]
    assert all(b >= a * (1 - 1e-9) for a, b in pairwise(prices))
    assert prices[-1] > prices[0]


def test_the_case_asks_only_for_what_dosing_cannot_correct() -> None:
    case = solved(1.0).case
    assert case is not None
    counts = {limit.metric: at_worst(case, limit) for limit in case.limits.values()}
    assert counts == {
        "kh": 0.0, "silica_modulus": 0.0, "alumina_modulus": 0.0, "mgo": 1.0, "so3": 1.0, "cl": 1.0,
    }  # fmt: skip


def test_a_limit_of_its_own_count_does_not_ask_the_case() -> None:
    with TemporaryDirectory() as folder:
        case = load_case(case_with(1.0, own=0.0).write(Path(folder) / "case")).case
    assert case is not None
    assert at_worst(case, case.limits["clinker", "cl"]) == 0.0
