"""Mass is conserved, summed from the tables of the plan and the cells of the case."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from tests.cases_in_code import CaseInCode
from tests.solving import Solved

Plan = Callable[..., Solved]
KILOGRAM = 1e-3


def _sums(table: pd.DataFrame, keys: list[str], column: str) -> dict[object, float]:
    grouped: dict[object, float] = table.groupby(keys)[column].sum().to_dict()
    return grouped


def _percent(case: CaseInCode, table: str, column: str) -> dict[str, float]:
    key = {"analyses": "analysis", "fuels": "material"}[table]
    return {row[key]: float(row[column]) / 100 for row in case.rows(table)}


def test_what_is_hauled_to_a_kiln_is_what_it_is_fed(small_case: CaseInCode, plan_of: Plan) -> None:
    """Σ wet hauls to the site = Σ wet feed there, by material; every site has one kiln."""
    tables = plan_of(small_case).tables
    site = {row["kiln"]: row["site"] for row in small_case.rows("kilns")}
    flows = tables["flows"]
    arrived = flows[(flows["kind"] == "material") & flows["destination_site"].isin(list(site.values()))]
    fed = tables["kiln_feed"].assign(site=tables["kiln_feed"]["kiln"].map(site))
    hauled = _sums(arrived, ["destination_site", "item"], "wet_t")
    assert hauled == pytest.approx(_sums(fed, ["site", "material"], "wet_t"), abs=10 * KILOGRAM)


def test_clinker_is_the_ignited_feed_without_dust_and_the_ash(small_case: CaseInCode, plan_of: Plan) -> None:
    """Σ dry raw × (1 − LOI) × (1 − dust) + coal × ash × retained share = clinker, for each kiln."""
    tables = plan_of(small_case).tables
    dust, retained = (
        small_case.get("kiln_classes", "dry_line", name) / 100 for name in ("dust_loss", "ash_retained")
    )
    loss, ash = _percent(small_case, "analyses", "loi"), _percent(small_case, "fuels", "ash")
    feed = tables["kiln_feed"]
    raw = feed[feed["use"] == "raw"]
    kept = raw.assign(clinker=raw["dry_t"] * (1 - raw["material"].map(loss)) * (1 - dust))
    fuel = feed[feed["use"] == "fuel"]
    burnt = fuel.assign(clinker=fuel["wet_t"] * fuel["material"].map(ash) * retained)
    running = tables["kiln_running"]
    by_kiln = _sums(running[running["clinker_t"] > 0], ["kiln"], "clinker_t")
    assert _sums(pd.concat([kept, burnt]), ["kiln"], "clinker") == pytest.approx(by_kiln, rel=1e-6)


def test_clinker_made_is_clinker_hauled(small_case: CaseInCode, plan_of: Plan) -> None:
    """By kiln: made = hauled to the mill."""
    tables = plan_of(small_case).tables
    running, flows = tables["kiln_running"], tables["flows"]
    made = _sums(running[running["clinker_t"] > 0], ["kiln"], "clinker_t")
    assert _sums(flows[flows["kind"] == "clinker"], ["origin"], "wet_t") == pytest.approx(made, rel=1e-6)


def test_clinker_made_is_clinker_ground(small_case: CaseInCode, plan_of: Plan) -> None:
    """All kilns together: there is one mill and no store."""
    tables = plan_of(small_case).tables
    ground = tables["mill_use"]
    used = ground.loc[ground["kind"] == "clinker", "dry_t"].sum()
    assert used == pytest.approx(tables["kiln_running"]["clinker_t"].sum(), rel=1e-6)


def test_cement_is_the_sum_of_its_constituents_and_meets_demand(
    small_case: CaseInCode, plan_of: Plan
) -> None:
    """Clinker + gypsum = cement = demand."""
    tables = plan_of(small_case).tables
    demand = 1000 * small_case.get("demand", "city_market+portland+year", "demand")
    found = [
        tables["mill_use"]["dry_t"].sum(),
        tables["cement"]["cement_t"].sum(),
        tables["markets"]["delivered_t"].sum(),
    ]
    assert found == pytest.approx([demand] * 3, rel=1e-6)


def test_no_waste_is_used_beyond_what_others_leave(small_case: CaseInCode, plan_of: Plan) -> None:
    """Dry tonnes taken ≤ arising − used elsewhere, by source."""
    flows = plan_of(small_case).tables["flows"]
    taken = _sums(flows[flows["kind"] == "material"], ["origin"], "dry_t")
    limited = [row for row in small_case.rows("sources") if row["arising"]]
    over = {
        row["source_id"]: taken.get(row["source_id"], 0.0) / 1000
        - float(row["arising"])
        + float(row["used_elsewhere"] or 0)
        for row in limited
    }
    assert max(over.values()) <= 1e-6


def test_categories_and_scopes_add_up_to_the_totals(small_case: CaseInCode, plan_of: Plan) -> None:
    """Σ cost_by_category = cost and Σ co2_by_scope = co2_t."""
    totals = plan_of(small_case).totals
    sums = [sum(totals["cost_by_category"].values()), sum(totals["co2_by_scope"].values())]
    assert sums == pytest.approx([totals["cost"], totals["co2_t"]], rel=1e-9)
