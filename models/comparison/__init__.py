"""Today against the plan through the same accounting, as tidy tables.

    tables = compare(case, current, plan)

Every table has its ids and then ``measure, unit, current, plan, change``, over all periods; ``targets`` has
what is required, ``bridge`` what each lever did.
"""

from __future__ import annotations

import pandas as pd

from cases.case import Case
from cases.years import case_of_year, modelled_years
from models.accounting import Accounts
from models.comparison import bridge, companies, kilns, ledgers, products, targets, transport, waste
from models.comparison.state import state_of
from models.years import tables_of_year

__all__ = ["OF_YEAR", "compare", "compare_years"]

OF_YEAR = "modelled_year"
"""First column of every table of a case of several years."""


def compare(case: Case, current: Accounts, plan: Accounts) -> dict[str, pd.DataFrame]:
    """All comparison tables of two states of one case; see the functions for what each holds."""
    pair = (state_of(case, current), state_of(case, plan))
    return {
        "totals": ledgers.totals(*pair),
        "money": ledgers.money(*pair),
        "co2": ledgers.co2(*pair),
        "kilns": kilns.kilns(*pair),
        "companies": companies.companies(*pair),
        "prefectures": companies.prefectures(*pair),
        "products": products.products(*pair),
        "sources": waste.sources(*pair),
        "waste": waste.waste(*pair),
        "targets": targets.targets(*pair),
        "distance_bands": transport.distance_bands(*pair),
        "bridge": bridge.bridge(*pair),
    }


def compare_years(case: Case, current: Accounts, plan: Accounts) -> dict[str, pd.DataFrame]:
    """The comparison of one year, or of each of several years below one another, its year in front.

    No table adds up years: a figure of a year is an annual figure.
    """
    years = modelled_years(case)
    if len(years) == 1:
        return compare(case, current, plan)
    found = {
        year: compare(case_of_year(case, year), *(_of_year(case, state, year) for state in (current, plan)))
        for year in years
    }
    return {
        name: pd.concat([_marked(tables[name], year) for year, tables in found.items()], ignore_index=True)
        for name in found[years[0]]
    }


def _of_year(case: Case, state: Accounts, year: int) -> Accounts:
    return Accounts(tables_of_year(case, state.tables, year), dict(state.years[str(year)]))


def _marked(table: pd.DataFrame, year: int) -> pd.DataFrame:
    frame = table.copy()
    frame.insert(0, OF_YEAR, str(year))
    return frame
