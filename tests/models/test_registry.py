"""What components register, and how it becomes a Pyomo model, the same one for the same case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyomo.environ as pyo
import pytest

from models.assembly import Assembled, assemble, term_matrix
from models.registry import Domain, Kind, Registry
from tests.models.every_family import case_of, model_of

KILNS = pd.DataFrame({"kiln": ["north", "south"], "period": ["year", "year"]})


def registry_of_two() -> tuple[Registry, pd.DataFrame]:
    """Two clinker columns (kt), 0 to 300."""
    registry = Registry()
    return registry, registry.add_columns("v_clinker", KILNS, unit="kt", upper=300.0)


def built(registry: Registry) -> Assembled:
    return assemble(registry, np.zeros(registry.width))


def test_columns_and_rows_are_numbered_in_the_order_of_registration() -> None:
    registry, clinker = registry_of_two()
    days = registry.add_columns("v_days", KILNS, unit="d")
    first = registry.add_rows("c_load_max", KILNS, unit="kt", kind=Kind.LIMIT, upper=0.0)
    second = registry.add_rows("c_mass", KILNS[:1], unit="kt", kind=Kind.LAW, lower=0.0, upper=0.0)
    assert clinker["col"].tolist() == [0, 1]
    assert days["col"].tolist() == [2, 3]
    assert first.tolist() == [0, 1]
    assert second.tolist() == [2]
    assert (registry.width, registry.height) == (4, 3)
    assert registry.frame("v_days").equals(days)


def test_terms_at_equal_places_add_up() -> None:
    """2 + 3 at one place, 1 - 1 at another that then vanishes."""
    registry, clinker = registry_of_two()
    rows = registry.add_rows("c", KILNS, unit="kt", kind=Kind.LIMIT, upper=1.0)
    registry.add_terms(rows, clinker["col"], 2.0)
    registry.add_terms(rows[:1], clinker["col"][:1], 3.0)
    registry.add_terms(rows[1:], clinker["col"][:1], np.array([1.0]))
    registry.add_terms(rows[1:], clinker["col"][:1], -1.0)
    matrix = term_matrix(registry)
    assert matrix.toarray().tolist() == [[5.0, 0.0], [0.0, 2.0]]
    assert matrix.nnz == 2


def test_effects_add_up_over_calls_and_columns() -> None:
    registry, clinker = registry_of_two()
    registry.affect("cost:freight", clinker["col"], 10.0)
    registry.affect("cost:freight", clinker["col"], np.array([1.0, 2.0]))
    registry.affect("cost:freight", clinker["col"][:1], 5.0)
    assert registry.effect_vector("cost:freight").tolist() == [16.0, 12.0]
    assert registry.effect_vector("cost:never").tolist() == [0.0, 0.0]


def test_contributions_and_activities_keep_their_keys_and_skip_nothing() -> None:
    registry, clinker = registry_of_two()
    registry.contribute("heat", KILNS, clinker["col"], -3.25)
    registry.contribute("heat", KILNS[:0], clinker["col"][:0], 1.0)
    registry.act("clinker", KILNS, clinker["col"], 1.0)
    heat = registry.balances["heat"]
    assert len(heat.where) == 1
    assert isinstance(heat.where[0], pd.DataFrame)
    assert heat.where[0].equals(KILNS)
    assert heat.coefs[0].tolist() == [-3.25, -3.25]
    assert registry.activities["clinker"].cols[0].tolist() == [0, 1]


def test_rows_carry_what_explains_them() -> None:
    registry, _ = registry_of_two()
    behind = [("kilns", name, "capacity") for name in KILNS["kiln"]]
    registry.add_rows(
        "c_load_max", KILNS, unit="kt", kind=Kind.LIMIT, upper=0.0, behind=behind, give=("CNY/t", 1000.0)
    )
    rows = registry.rows["c_load_max"]
    assert rows.behind == tuple(behind)
    assert (rows.kind, rows.give_unit, rows.give_price) == (Kind.LIMIT, "CNY/t", 1000.0)
    registry.add_rows("c_mass", KILNS, unit="kt", kind=Kind.LAW, lower=0.0, upper=0.0)
    assert registry.rows["c_mass"].behind == (None, None)
    assert registry.rows["c_mass"].give_price is None


def test_domains_and_bounds_reach_pyomo() -> None:
    registry = Registry()
    registry.add_columns("y_lines", KILNS, unit="lines", domain=Domain.INTEGER, upper=np.array([2.0, 3.0]))
    registry.add_columns("y_used", KILNS[["kiln"]], unit="-", domain=Domain.BINARY, upper=1.0)
    registry.add_columns("v_free", KILNS, unit="kt", lower=-np.inf)
    model = built(registry).model
    assert model.y_lines["south", "year"].domain is pyo.Integers
    assert model.y_lines["south", "year"].bounds == (0.0, 3.0)
    assert model.y_used["north"].is_binary()
    assert model.v_free["north", "year"].bounds == (None, None)


def test_bounds_become_equations_ranges_and_one_sided_rows() -> None:
    registry, clinker = registry_of_two()
    for name, lower, upper in (("c_eq", 5.0, 5.0), ("c_range", 1.0, 2.0), ("c_up", -np.inf, 7.0)):
        rows = registry.add_rows(name, KILNS[:1], unit="kt", kind=Kind.LAW, lower=lower, upper=upper)
        registry.add_terms(rows, clinker["col"][:1], 1.0)
    model = built(registry).model
    key = ("north", "year")
    assert model.c_eq[key].equality
    assert (model.c_eq[key].lower, model.c_eq[key].upper) == (5.0, 5.0)
    assert (model.c_range[key].lower, model.c_range[key].upper) == (1.0, 2.0)
    assert (model.c_up[key].lower, model.c_up[key].upper) == (None, 7.0)


def test_a_scaled_row_is_multiplied_on_both_sides() -> None:
    """2·x ≤ 3 written ten times: 20·x ≤ 30; the registered matrix keeps 2."""
    registry, clinker = registry_of_two()
    rows = registry.add_rows("c", KILNS[:1], unit="kt", kind=Kind.LIMIT, upper=3.0, scale=10.0)
    registry.add_terms(rows, clinker["col"][:1], 2.0)
    made = built(registry)
    assert made.matrix.toarray()[0, 0] == 2.0
    row = made.model.c["north", "year"]
    assert row.upper == 30.0
    assert list(row.body.linear_coefs) == [20.0]


def test_the_objective_is_minimised_over_the_columns_it_names() -> None:
    registry, _ = registry_of_two()
    made = assemble(registry, np.array([0.0, 4.0]))
    objective = made.model.objective
    assert objective.sense == pyo.minimize
    assert [v.name for v in objective.expr.linear_vars] == ["v_clinker[south,year]"]
    assert list(objective.expr.linear_coefs) == [4.0]


@pytest.mark.parametrize(
    ("lower", "upper", "impossible"),
    [(0.0, 0.0, False), (-1.0, 2.0, False), (1.0, np.inf, True), (-np.inf, -1.0, True), (3.0, 3.0, True)],
)
def test_a_row_without_terms_is_left_out_and_told_when_it_cannot_hold(
    lower: float, upper: float, impossible: bool
) -> None:
    registry, _ = registry_of_two()
    index = pd.DataFrame({"market": ["city"], "product": ["portland"]})
    registry.add_rows("c_demand", index, unit="kt", kind=Kind.LIMIT, lower=lower, upper=upper)
    made = built(registry)
    assert made.constraints == [None]
    assert made.impossible == ((("c_demand", ("city", "portland")),) if impossible else ())


def test_terms_that_cancel_leave_an_empty_row() -> None:
    registry, clinker = registry_of_two()
    rows = registry.add_rows("c", KILNS[:1], unit="kt", kind=Kind.LAW, lower=1.0, upper=1.0)
    registry.add_terms(rows, clinker["col"][:1], 1.0)
    registry.add_terms(rows, clinker["col"][:1], -1.0)
    assert built(registry).impossible == (("c", ("north", "year")),)


def test_a_model_without_terms_or_rows_is_built() -> None:
    assert built(Registry()).matrix.shape == (0, 0)


def test_the_same_case_built_twice_is_the_same_file(tmp_path: Path) -> None:
    """Byte for byte, names included, and the same arrays."""
    case = case_of("every_family")
    first, second = model_of(case), model_of(case)
    texts = []
    for number, model in enumerate((first, second)):
        path = tmp_path / f"{number}.lp"
        model.assembled.model.write(str(path), io_options={"symbolic_solver_labels": True})
        texts.append(path.read_bytes())
    assert texts[0] == texts[1]
    assert len(texts[0]) > 10_000
    for name in ("data", "indices", "indptr"):
        assert np.array_equal(getattr(first.assembled.matrix, name), getattr(second.assembled.matrix, name))
