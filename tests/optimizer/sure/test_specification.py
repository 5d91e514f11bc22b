"""The Monte Carlo check of a plan, against the plan's own figures and what can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import erf, sqrt

import numpy as np
import pandas as pd
import pytest

from cases.case import Frozen
from cases.records import Limit
from optimizer.options import RunOptions
from optimizer.run import RunOutcome, run_case
from optimizer.sure.command import weakest
from optimizer.sure.feed import by_source
from optimizer.sure.specification import Checked, check

ID = ["period", "kiln", "metric"]


@cache
def plan() -> RunOutcome:
    return run_case("hand", options=RunOptions(current="none"))


def checked(draws: int = 4000, *, times: float = 1.0, limits: tuple[Limit, ...] = ()) -> Checked:
    case = plan().case
    assert case is not None
    if limits:
        case = replace(case, limits=Frozen({(one.limit_set, one.metric): one for one in limits}))
    return check(case, plan().tables, draws=draws, seed=3, times=times)


def so_much(metric: str, upper: float) -> Limit:
    return Limit(limit_set="clinker", metric=metric, lower=None, upper=upper, worst_materials=None)


def test_the_planned_value_of_every_ratio_is_that_of_the_plan() -> None:
    told = plan().tables["quality"].set_index(ID)["value"]
    found = checked(100).metrics.set_index(ID)["planned"]
    assert len(found) > 0
    pd.testing.assert_series_equal(found, told.reindex(found.index), check_names=False, rtol=1e-9)


def test_nothing_varies_where_every_deviation_is_nothing() -> None:
    found = checked(100, times=0.0)
    assert found.metrics["on_specification"].eq(1.0).all()
    assert found.metrics["p05"].to_numpy() == pytest.approx(found.metrics["p95"].to_numpy(), rel=1e-12)
    assert found.kilns["on_specification"].eq(1.0).all()


def test_the_share_above_a_limit_is_that_of_the_normal_distribution() -> None:
    """Sulphur of coal alone moves what SO3 the fuel brings; raw materials bring theirs with 10 or 15 %.

    With independent deviations the SO3 of the clinker is near normal: the share above a limit one standard
    deviation over the plan is 1 - Φ(1) = 15.9 %.
    """
    so3 = checked(20_000, limits=(so_much("so3", 9.0),)).metrics
    row = so3.iloc[0]
    sigma = (row["p95"] - row["p05"]) / (2.0 * 1.6449)
    edge = so_much("so3", row["planned"] + sigma)
    found = checked(20_000, limits=(edge,)).metrics.iloc[0]
    assert found["above"] == pytest.approx(0.5 * (1.0 - erf(1.0 / sqrt(2.0))), abs=0.02)
    assert found["below"] == 0.0
    assert found["on_specification"] == pytest.approx(1.0 - found["above"])


def test_the_spread_of_chlorine_follows_from_the_deviations_by_hand() -> None:
    """Variance of the chlorine fed: Σ over sources of (tonnes × chlorine × deviation)²."""
    case = plan().case
    assert case is not None
    feed = by_source(case, plan().tables)
    kiln = feed["kiln"].iloc[0]
    own = feed[feed["kiln"] == kiln]
    variance = 0.0
    for row in own.itertuples():
        material = case.materials[row.material]
        loose = material.waste
        if row.use == "fuel":
            part, share = row.wet_t * (case.fuels[row.material].chlorine or 0.0) / 100, 0.15
            heat = 0.02
        else:
            name = case.sources[row.source].analysis or material.analysis
            part = row.dry_t * (case.analyses[name].cl or 0.0) / 100 if name else 0.0
            share, heat = (0.25 if loose else 0.15), 0.0
        variance += part**2 * (share**2 + heat**2)
    fed = own["dry_t"].where(own["use"] == "raw", own["wet_t"]).sum()
    limit = so_much("input_cl", 1.0)
    found = checked(20_000, limits=(limit,)).metrics
    row = found[found["kiln"] == kiln].iloc[0]
    assert (row["p95"] - row["p05"]) / (2 * 1.6449) == pytest.approx(100 * sqrt(variance) / fed, rel=0.06)


def test_the_material_named_makes_most_of_the_spread() -> None:
    found = checked().metrics
    assert found["material"].ne("").all()
    materials = plan().tables["kiln_feed"]["material"].unique()
    assert set(found["material"]) <= set(materials)
    assert (found["material_share"] > 1.0 / len(materials)).all()


def test_the_same_seed_draws_the_same() -> None:
    pd.testing.assert_frame_equal(checked(500).metrics, checked(500).metrics)


def test_twice_the_deviation_keeps_no_limit_more_often() -> None:
    once, twice = (checked(times=times).kilns["on_specification"].to_numpy() for times in (1.0, 2.0))
    assert (twice <= once + 0.01).all()


def test_feed_is_shared_out_over_its_sources_without_loss() -> None:
    case = plan().case
    assert case is not None
    keys = ["period", "kiln", "use", "grade"]
    shared = by_source(case, plan().tables).groupby(keys)[["dry_t", "wet_t"]].sum()
    fed = plan().tables["kiln_feed"].groupby(keys)[["dry_t", "wet_t"]].sum()
    assert np.allclose(shared.sort_index(), fed.sort_index())
    assert set(by_source(case, plan().tables)["source"]) <= set(case.sources)


def test_only_ratios_that_dosing_cannot_correct_are_told_as_weak() -> None:
    rows = [("a", 0, 0.5), ("b", 1, 0.1), ("c", 0, 1.0), ("d", 0, 0.4)]
    frame = pd.DataFrame(rows, columns=["metric", "dosing", "on_specification"]).assign(kiln="k")
    assert list(weakest(frame)["metric"]) == ["d", "a"]
