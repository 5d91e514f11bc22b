"""Rail lots under both readings of a least load; see ``rail_lots`` for how depots and centres are rebuilt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.published.held import hold, published
from tests.published.rail_lots import GUERET, WASTE_MANAGEMENT, Lots, lots_case
from tests.solving import Solve, Solved

CASES = {
    "gueret_always": (GUERET, "always"),
    "gueret_if_used": (GUERET, "if_used"),
    "gueret_port": (replace(GUERET, stocks=GUERET.stocks | {"d2": 30}), "if_used"),
    "waste_always": (WASTE_MANAGEMENT, "always"),
    "waste_if_used": (WASTE_MANAGEMENT, "if_used"),
}


def _flows(plan: Solved) -> dict[str, float]:
    """Tonnes of waste hauled by arc and mode, as ``d1 to c2 by road``, in kt (t of the published case)."""
    flows = plan.tables["flows"]
    waste = flows[(flows["item"] == "waste") & (flows["wet_t"] > 1)]
    return {
        f"{row['origin']} to {row['destination_site']} by {'rail' if row['rail_km'] > 0 else 'road'}": (
            row["wet_t"] / 1000
        )
        for row in waste.to_dict("records")
    }


@pytest.mark.parametrize("name", list(CASES))
def test_rail_lots_cost_and_flow_as_published(solve: Solve, tmp_path: Path, name: str) -> None:
    """Least cost in k$ and the one cheapest plan; an arc that is not listed carries nothing."""
    lots, rule = CASES[name]
    plan = solve(lots_case(lots, rule).write(tmp_path / "case"))
    found = {"cost": plan.totals["cost_system"] / 1000, **dict(sorted(_flows(plan).items()))}
    hold(name, found)


@pytest.mark.parametrize(("name", "lots"), [("gueret_if_used", GUERET), ("waste_if_used", WASTE_MANAGEMENT)])
def test_nothing_but_freight_costs_anything(solve: Solve, tmp_path: Path, name: str, lots: Lots) -> None:
    """So the plan's cost is the published objective: Σ tonnes × cost of the arc."""
    plan = solve(lots_case(lots, "if_used").write(tmp_path / "case"))
    assert plan.totals["cost_by_category"]["freight"] / 1000 == pytest.approx(published(name)["cost"])
