"""Linear forms: the model's columns and the tables of its plan give the same amounts."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TypeAlias

import pandas as pd
import pytest

from cases import load_case
from cases.forms import NAMED, activities, built_in_forms
from models.accounting import account
from models.build import Built
from models.extract import extract
from models.forms import CONSTANT, form_terms
from models.ledgers.forms import form_amounts
from models.registry import Floats
from optimizer import stages
from optimizer.clock import Clock
from optimizer.options import RunOptions
from optimizer.progress import Silent
from optimizer.sift import sift
from tests.models.every_family import every_family, two_seasons

WHO = ["company", "prefecture", "year"]
ITEM = "slag_cake"
Plan: TypeAlias = tuple[Built, Floats, Mapping[str, pd.DataFrame]]


@pytest.fixture(scope="module", params=["every_family", "two_seasons"])
def plan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Model, its values and the tables of the plan."""
    made = {"every_family": every_family, "two_seasons": two_seasons}[request.param]()
    made.set("case", "aim", to="cost")
    case = load_case(made.write(tmp_path_factory.mktemp("forms") / "case")).case
    assert case is not None
    options = RunOptions(gap=0.01, threads=1, current="none").resolved(case.info)
    aim = stages.aim_of(case, options)
    stop = threading.Event()
    sifted = sift(stages.transport(case, aim), options, aim=aim, clock=Clock(Silent()), stop=stop)
    result = stages.solve(sifted, progress=lambda _: None, stop=stop)
    assert result.outcome.has_plan
    values = result.values[sifted.order]
    tables = account(case, extract(sifted.built, values, sifted.transport.paths.steps_of)).tables
    return sifted.built, values, tables


def in_model(built: Built, values: Floats, form: str) -> pd.Series:
    terms = form_terms(built.registry, built.data, form, item=ITEM)
    decided = (terms["col"] != CONSTANT).to_numpy()
    amount = terms["coef"].where(~decided, terms["coef"] * values[terms["col"].clip(lower=0)])
    return summed(terms.assign(amount=amount))


def summed(frame: pd.DataFrame) -> pd.Series:
    return frame.fillna(dict.fromkeys(WHO, "-")).groupby(WHO)["amount"].sum()


@pytest.mark.parametrize("form", built_in_forms())
def test_a_form_is_the_same_in_the_model_and_in_the_tables(form: str, plan: Plan) -> None:
    """By company, prefecture and year, to ten grams a tonne."""
    built, values, tables = plan
    mine = in_model(built, values, form)
    told = summed(form_amounts(built.data.case, tables, form, item=ITEM))
    mine, told = mine.align(told, fill_value=0.0)
    assert told.to_dict() == pytest.approx(mine.to_dict(), rel=1e-5, abs=1e-3)


def test_every_activity_is_in_a_built_in_form_or_its_own() -> None:
    """The comparison above leaves no activity out but fuel as received."""
    used = {term.activity for terms in built_in_forms().values() for term in terms}
    assert set(activities()) - used == {"fuel", "mill_power"}


def test_only_forms_over_a_named_item_ask_for_one() -> None:
    asking = {name for name, terms in built_in_forms().items() if any(t.item == NAMED for t in terms)}
    assert asking == {"raw_item", "heat_item", "item_arising", "item_used"}
