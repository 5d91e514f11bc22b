"""Today against the plan through the same accounting, as tidy tables.

    tables = compare(case, current, plan)

Every table has its ids and then ``measure, unit, current, plan, change``, over all periods; ``targets`` has
what is required, ``bridge`` what each lever did.
"""

from __future__ import annotations

import pandas as pd

from cases.case import Case
from models.accounting import Accounts
from models.comparison import bridge, companies, kilns, ledgers, products, targets, transport, waste
from models.comparison.state import state_of

__all__ = ["compare"]


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
