"""Figures of the sector: what a limestone clinker emits, and where the Xinjiang plan lies among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.published.held import hold
from tests.published.li_2012 import EXACT, table_4
from tests.published.raw_mix import CLINKER_KT, raw_feed
from tests.solving import Solve

LIMESTONE_CO2 = 38.8
"""Per cent; CaO 46.05 and MgO 2.49 hold 0.7848 × 46.05 + 1.0919 × 2.49 = 38.86, the loss is 40.09."""


def test_clinker_of_limestone_alone_emits_what_the_sector_does(solve: Solve, tmp_path: Path) -> None:
    """Limestone, clay, bauxite and iron at KH 0.90: 0.883 × 1.580 × 0.388 = 0.541 t/t."""
    case = table_4(EXACT)
    case.set("analyses", "limestone", column="co2", to=LIMESTONE_CO2)
    plan = solve(case.write(tmp_path / "case"))
    hold(
        "sector_limestone",
        {
            "process CO2": plan.totals["co2_by_scope"]["process"] / (1000 * CLINKER_KT),
            "raw meal": raw_feed(plan)["dry_t"].sum() / (1000 * CLINKER_KT),
        },
    )


def _table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / f"{name}.csv", encoding="utf-8-sig")


def _lines_on_limestone(folder: Path) -> pd.Series:
    """Clinker of the kilns that burn no carbide slag, t by kiln."""
    feed, running = _table(folder, "kiln_feed"), _table(folder, "kiln_running")
    slag = set(feed.loc[feed["material"] == "carbide_slag", "kiln"])
    clinker = running.groupby("kiln")["clinker_t"].sum()
    return clinker[~clinker.index.isin(slag) & (clinker > 0)]


@pytest.fixture
def totals(xinjiang_folder: Path) -> Mapping[str, Any]:
    """Totals of the Xinjiang plan."""
    plan = json.loads((xinjiang_folder / "plan.json").read_text(encoding="utf-8"))
    found: Mapping[str, Any] = plan["totals"]["plan"]
    return found


@pytest.mark.slow
def test_xinjiang_lines_on_limestone_lie_where_the_sector_does(xinjiang_folder: Path) -> None:
    """Lines without carbide slag, weighted by clinker."""
    clinker = _lines_on_limestone(xinjiang_folder)
    co2, energy = _table(xinjiang_folder, "co2"), _table(xinjiang_folder, "energy")
    process = co2[(co2["book"] == "physical") & (co2["scope"] == "process")].groupby("item")["co2_t"].sum()
    heat = energy[energy["facility"] == "kiln"].groupby("id")["heat_gj"].sum()
    hold(
        "xinjiang_limestone_lines",
        {
            "process CO2": process[clinker.index].sum() / clinker.sum(),
            "heat": heat[clinker.index].sum() / clinker.sum(),
        },
    )


@pytest.mark.slow
def test_xinjiang_as_a_whole_lies_where_its_wastes_explain(totals: Mapping[str, Any]) -> None:
    """All lines, carbide slag among them."""
    hold(
        "xinjiang_all_lines",
        {
            "process CO2": totals["co2_by_scope"]["process"] / totals["clinker_t"],
            "heat": totals["specific_heat_gj_per_t"],
            "clinker factor": totals["clinker_factor"],
        },
    )
