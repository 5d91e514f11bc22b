"""The catalogue of symbols and the model agree, in both directions, for real and for hand-made cases."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.build import Built
from models.registry import Columns, Kind, Rows
from models.symbols import symbol_of, symbols
from tests.golden.freeze_rows import FOLDER
from tests.models.every_family import IN_CODE, built, catalogue_name, every_family, index_names

CASES = ("hand", "xinjiang", *IN_CODE)
REGISTERED = ("variable", "constraint")
OF_THE_RUN = "c_bound"
"""Limits that the run states and no cell of the case."""


@pytest.fixture(params=CASES)
def model(request: pytest.FixtureRequest) -> Built:
    return built(request.param)


def families(model: Built) -> dict[str, Columns | Rows]:
    return {**model.registry.columns, **model.registry.rows}


def occurring(model: Built) -> set[str]:
    """Catalogue names of the families that have at least one column or row."""
    return {catalogue_name(name) for name, family in families(model).items() if len(family.index)}


def test_every_family_of_the_model_is_in_the_catalogue(model: Built) -> None:
    kinds = {name: symbols()[catalogue_name(name)].kind for name in families(model)}
    wanted = {name: "variable" if name in model.registry.columns else "constraint" for name in kinds}
    assert kinds == wanted


def test_every_symbol_of_the_catalogue_is_in_a_model() -> None:
    listed = {name for name, symbol in symbols().items() if symbol.kind in REGISTERED}
    assert listed == set().union(*(occurring(built(name)) for name in CASES))


def test_two_small_cases_have_every_family() -> None:
    listed = {name for name, symbol in symbols().items() if symbol.kind in REGISTERED}
    assert set().union(*(occurring(built(name)) for name in IN_CODE)) == listed


def test_index_and_unit_are_those_of_the_catalogue(model: Built) -> None:
    said = {name: (index_names(family.index), family.unit) for name, family in families(model).items()}
    listed = {name: (symbol_of(name).index, symbol_of(name).unit) for name in said}
    assert said == listed


def test_every_symbol_is_explained() -> None:
    for name, symbol in symbols().items():
        assert symbol.unit, name
        assert symbol.sentence, name
        assert symbol.source, name
        if symbol.kind == "constraint":
            assert symbol.equation, name


def test_kinds_are_closed() -> None:
    assert {symbol.kind for symbol in symbols().values()} == {"set", "parameter", *REGISTERED}


def test_no_key_stands_for_two_columns_or_rows(model: Built) -> None:
    """Two columns of one key would become one variable without a word."""
    for name, family in families(model).items():
        assert not family.index.duplicated().any(), name


def test_limits_say_at_what_price_they_give_and_others_never_do(model: Built) -> None:
    for name, rows in model.registry.rows.items():
        if rows.kind is Kind.LIMIT:
            assert rows.give_unit, name
            assert rows.give_price is not None, name
            assert rows.give_price > 0, name
        else:
            assert (rows.give_unit, rows.give_price) == (None, None), name


def test_every_binding_limit_points_at_a_cell_of_the_case(model: Built) -> None:
    """Rows without a bound (a cap nobody asked for) have no cell to point at."""
    for name, rows in model.registry.rows.items():
        if rows.kind is not Kind.LIMIT or name == OF_THE_RUN:
            continue
        binds = np.isfinite(rows.lower) | np.isfinite(rows.upper)
        for behind, bound in zip(rows.behind, binds, strict=True):
            if bound:
                assert behind is not None, name
                cell = model.data.case.cell(*behind)
                assert cell is not None, (name, behind)
                assert cell.row is not None, (name, behind)
                assert cell.column is not None or cell.heading, (name, behind)


@pytest.mark.parametrize(
    ("family", "address"),
    [
        ("c_captive", "sources.csv:4 captive"),
        ("c_co2_cap", "case.csv:"),
        ("c_rail_share", "case.csv:"),
        ("c_dosing", "materials.csv:4 max_raw_share"),
        ("c_recipe_lower", "recipes.csv:3 lower"),
        ("c_demand", "demand.csv:4 demand"),
        ("c_haul_capacity", "transfers.csv:3 capacity"),
        ("c_quality_floor_sulphur_alkali", "limits.csv:9 metric"),
        ("c_days_max", "kilns.csv:3 area"),
        ("c_stock", "stores.csv:3 capacity"),
        ("c_waste_store", "sources.csv:4 store"),
    ],
)
def test_the_cell_behind_a_row_is_the_one_that_sets_it(family: str, address: str) -> None:
    """Line and column of the first row of some families, by the tables of the case in code."""
    model = built("every_family" if family in built("every_family").registry.rows else "two_seasons")
    behind = model.registry.rows[family].behind[0]
    assert behind is not None
    cell = model.data.case.cell(*behind)
    assert str(cell).startswith(address)


def test_a_cell_of_a_vertical_table_is_named_by_its_item() -> None:
    model = built("every_family")
    assert model.registry.rows["c_co2_cap"].behind == (("case", "co2_cap", "value"),)
    cell = model.data.case.cell("case", "co2_cap", "value")
    assert cell is not None
    rows = [row["item"] for row in every_family().rows("case")]
    assert cell.row == rows.index("co2_cap") + 2


def test_every_family_of_rows_has_a_golden_text() -> None:
    """The gate of ``tests/golden``: a new family needs its rows looked at and frozen."""
    golden = {Path(path).stem for path in FOLDER.glob("*.txt")}
    assert golden == set().union(*(built(name).registry.rows for name in IN_CODE))
