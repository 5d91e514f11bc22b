"""Waste-based raw mixes of Li, Yu and Yuan 2012; see ``li_2012`` for what is transformed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cases import load_case
from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case
from tests.cases_in_code import CaseInCode
from tests.published.held import hold, published
from tests.published.li_2012 import EXACT, IM, KH, NARROW, PRICES_4, PRICES_5, SM, WIDE, priced_per_meal
from tests.published.li_2012 import table_4 as limestone_mix
from tests.published.li_2012 import table_5 as slag_mix
from tests.published.raw_mix import CLINKER_KT, Limits, ratios, raw_shares
from tests.solving import Solve, Solved, is_infeasible

MIXES: dict[str, tuple[Callable[[Limits], CaseInCode], Limits, dict[str, float]]] = {
    "li_slag_wide": (slag_mix, WIDE, PRICES_5),
    "li_limestone_narrow": (limestone_mix, NARROW, PRICES_4),
    "li_limestone_wide": (limestone_mix, WIDE, PRICES_4),
    "li_limestone_exact": (limestone_mix, EXACT, PRICES_4),
}
OUR_AIM = {
    "li_slag_wide_our_aim": "li_slag_wide",
    "li_limestone_narrow_our_aim": "li_limestone_narrow",
    "li_limestone_wide_our_aim": "li_limestone_wide",
    "li_limestone_exact_our_aim": "li_limestone_exact",
}
CONFLICT = {(KH, "lower"), (SM, "lower"), (IM, "upper")}
"""The smallest set of limits that cannot hold together."""
PER_MEAL, PER_CLINKER = "price of the meal", "price per tonne of clinker"


def _built(mix: str) -> CaseInCode:
    build, limits, _ = MIXES[mix]
    return build(limits)


def _figures(plan: Solved, prices: dict[str, float]) -> dict[str, float]:
    """What the reference lists of a mix, at the paper's own prices."""
    shares, clinker = raw_shares(plan), ratios(plan)
    price = sum(shares.get(name, 0.0) * price for name, price in prices.items()) / 100
    meal_t = plan.tables["kiln_feed"].query("use == 'raw'")["dry_t"].sum()
    return {
        **{name: shares.get(name, 0.0) for name in prices},
        PER_MEAL: price,
        PER_CLINKER: price * meal_t / (1000 * CLINKER_KT),
        **{f"{oxide} of clinker": clinker[f"{oxide}_share"] for oxide in ("cao", "sio2", "al2o3", "fe2o3")},
        "mgo of clinker": clinker["mgo"],
    }


@pytest.mark.parametrize("mix", list(MIXES))
def test_meal_prices_lowered_by_the_optimum_give_the_published_mix(
    solve: Solve, tmp_path: Path, mix: str
) -> None:
    """The published mix costs λ a tonne of meal, so it alone costs nothing at prices lowered by λ."""
    case = priced_per_meal(_built(mix), published(mix)[PER_MEAL])
    hold(mix, _figures(solve(case.write(tmp_path / "case")), MIXES[mix][2]))


@pytest.mark.parametrize("mix", list(MIXES))
def test_no_mix_is_cheaper_per_tonne_of_meal_than_the_published(
    solve: Solve, tmp_path: Path, mix: str
) -> None:
    """Least cost at prices lowered by the published λ is 0; λ has 4 digits, so ± 0.00005 a tonne."""
    case = priced_per_meal(_built(mix), published(mix)[PER_MEAL])
    plan = solve(case.write(tmp_path / "case"))
    assert plan.totals["cost_system"] / (1000 * CLINKER_KT) == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("ours", list(OUR_AIM))
def test_kilnflow_never_pays_more_for_a_tonne_of_clinker(solve: Solve, tmp_path: Path, ours: str) -> None:
    """The same limits at the paper's prices: per tonne of clinker at most what the cheapest meal costs."""
    plan = solve(_built(OUR_AIM[ours]).write(tmp_path / "case"))
    hold(ours, {PER_CLINKER: plan.totals["cost_system"] / (1000 * CLINKER_KT)})


def test_the_infeasible_window_ends_with_the_exit_code_for_it(tmp_path: Path) -> None:
    """Carbide slag at KH 0.88-0.92, SM 2.3-2.7, IM 1.3-1.7: no mix, exit code 3."""
    outcome = run_case(slag_mix(NARROW).write(tmp_path / "case"), options=RunOptions(gap=0.0, threads=1))
    assert outcome.exit_code is ExitCode.INFEASIBLE
    assert int(outcome.exit_code) == 3


@pytest.mark.slow
def test_only_dropping_a_limit_of_the_conflict_gives_a_mix(tmp_path: Path) -> None:
    """KH ≥ 0.88, SM ≥ 2.3 and IM ≤ 1.7 conflict; without one of them there is a mix, else there is none."""
    sides = [(metric, side) for metric in NARROW for side in ("lower", "upper")]
    freeing = {side for side in sides if _feasible_without(tmp_path, *side)}
    assert freeing == CONFLICT
    whole = not is_infeasible(slag_mix(NARROW).write(tmp_path / "whole"))
    hold(
        "li_slag_conflict",
        {"mixes with all six limits": float(whole), "limits whose removal gives a mix": len(freeing)},
    )


def _feasible_without(folder: Path, metric: str, side: str) -> bool:
    lower, upper = NARROW[metric]
    loose = ("", upper) if side == "lower" else (lower, "")
    return not is_infeasible(slag_mix(NARROW | {metric: loose}).write(folder / f"{metric}_{side}"))


@pytest.mark.slow
def test_the_highest_silica_modulus_that_can_be_reached_is_the_published(tmp_path: Path) -> None:
    """Between 2.2436 and 2.2440 at KH 0.88-0.92 and IM 1.3-1.7; published 2.24373."""
    found = _edge(tmp_path, feasible=2.2436, infeasible=2.2440, at=lambda x: {SM: (x, 2.7)})
    hold("li_slag_highest_sm", {"highest silica modulus": found})


@pytest.mark.slow
def test_the_lowest_alumina_modulus_that_can_be_reached_is_the_published(tmp_path: Path) -> None:
    """Between 1.8200 and 1.8204 at KH 0.88-0.92 and SM 2.3-2.7; published 1.82027."""
    found = _edge(tmp_path, feasible=1.8204, infeasible=1.8200, at=lambda x: {IM: (1.3, x)})
    hold("li_slag_lowest_im", {"lowest alumina modulus": found})


def _edge(folder: Path, feasible: float, infeasible: float, at: Callable[[float], Limits]) -> float:
    """The limit at which the narrow window becomes infeasible, by bisection to 2.5e-5."""
    for name, limit, expected in (("in", feasible, False), ("out", infeasible, True)):
        assert is_infeasible(slag_mix(NARROW | at(limit)).write(folder / name)) is expected
    while abs(feasible - infeasible) > 2.6e-5:
        middle = (feasible + infeasible) / 2
        if is_infeasible(slag_mix(NARROW | at(middle)).write(folder / f"{middle:.7f}")):
            infeasible = middle
        else:
            feasible = middle
    return (feasible + infeasible) / 2


@pytest.mark.parametrize(
    ("build", "sums"),
    [
        (slag_mix, {"carbide_slag": 96.22, "clay": 95.16, "acid_residue": 97.34, "cinder": 92.63}),
        (limestone_mix, {}),
    ],
)
def test_published_analyses_that_do_not_close_are_told(
    tmp_path: Path, build: Callable[[Limits], CaseInCode], sums: dict[str, float]
) -> None:
    """Table 5 closes to 92.63-97.34 %, table 4 to 100.01-100.25 %."""
    findings = load_case(build(WIDE).write(tmp_path / "case")).findings
    told = {
        f.subject: f.parameters["total"] for f in findings if f.code in ("analysis_short", "analysis_over")
    }
    assert told == pytest.approx(sums)
