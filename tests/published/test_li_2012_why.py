"""Why the narrow windows of Li, Yu and Yuan 2012 have no mix of carbide slag, by the published figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.why.explanation import Condition
from optimizer.why.telling import lines
from tests.optimizer.why.explaining import explained, loaded
from tests.published.li_2012 import IM, KH, NARROW, SM, table_5

CONFLICT = {((KH, "lower"), 0.88), ((SM, "lower"), 2.3), ((IM, "upper"), 1.7)}
HIGHEST_SM, LOWEST_IM = 2.24373, 1.82027


@pytest.fixture(scope="module")
def stuck(tmp_path_factory: pytest.TempPathFactory) -> Condition:
    """What keeps the one kiln from making any clinker."""
    found = explained(loaded(table_5(NARROW), tmp_path_factory.mktemp("narrow")))
    (condition,) = found.conditions
    return condition


def test_the_smallest_conflict_is_the_published_one(stuck: Condition) -> None:
    found = {((row.behind[1][1], row.behind[2]), row.value) for row in stuck.rows if row.behind is not None}
    assert found == CONFLICT


@pytest.mark.parametrize(("metric", "reach"), [(SM, HIGHEST_SM), (IM, LOWEST_IM)])
def test_what_a_modulus_can_reach_is_the_published_figure(
    stuck: Condition, metric: str, reach: float
) -> None:
    (row,) = [row for row in stuck.rows if row.index["metric"] == metric]
    assert row.figure == pytest.approx(reach, abs=5e-6)


def test_the_conflict_of_the_case_is_the_three_and_the_demand(tmp_path: Path) -> None:
    """Without cement asked for the kiln would stand, which keeps every limit."""
    case = loaded(table_5(NARROW), tmp_path / "narrow")
    found = explained(case)
    asked = [row for row in found.conflict if row.behind is not None and row.behind[0] != "limits"]
    assert [row.family for row in asked] == ["c_demand"]
    assert len(found.conflict) == len(asked) + len(CONFLICT)
    assert any("2.244" in line.sentence for line in lines(found, case, "en"))
