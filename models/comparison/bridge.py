r"""The bridge from today to the plan: CO2 and both costs by lever of the per-kiln accounting identity.

With A cement ground, f clinker per cement, s the share of each kiln in the clinker, per tonne of clinker
p process CO2 (r raw materials bought), h heat, w purchased power, and per GJ of heat e CO2 (b price):

.. math::
    CO_2 = A f \sum_k s_k (p_k + h_k e_k + w_k g) + A m g + A \tau + rest

    cost = A f \sum_k s_k (r_k + h_k b_k + w_k \pi + v_k) + A a + A c + A \tau' + rest

m, c milling (power; cost), a admixtures bought, tau hauling, all per tonne of cement; v other variable cost
of the kiln; g and pi are the grid's factor and price. What is no product of these (starts, imports, disposal,
and any further category of the ledger) is a lever of its own. Shapley values over these levers add up to the
change. A kiln that stands in one state has no intensities there; those of the other state stand in, so that
starting or stopping it is wholly a matter of how much is made where. What nothing carries in a state (fuel of
a kiln that made no clinker) is the lever ``other``, which real states do not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.comparison.attribution import CO2, COST
from models.comparison.shapley import Floats, Term, shapley, total
from models.comparison.state import State
from models.totals import CEMENT, CO2_SCOPES, SYSTEM

QUANTITIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "co2_t": (CO2, CO2_SCOPES),
    "cost_system": (COST, SYSTEM),
    "cost_cement_sector": (COST, CEMENT),
}
"""What is bridged: kind of amount and the categories (scopes) that count."""
COMMON = ("activity", "clinker_factor", "kiln_shares")
LEVERS = (
    *COMMON, "raw_mix", "heat", "fuel_factor", "fuel_price", "power", "kiln_running", "milling",
    "admixtures", "transport",
)  # fmt: skip
"""Levers in the order they are told; further categories follow under their own names."""
START, END = "current", "plan"
NONE: frozenset[str] = frozenset()
RESIDUAL = 1e-9
"""Relative difference between the ledger and the products that counts as rounding."""
ROUNDING = 1e-10
"""Relative difference below which a lever counts as unchanged, so that it gets exactly 0."""
COLUMNS = ["quantity", "order", "lever", "amount", "unit"]


def bridge(current: State, plan: State) -> pd.DataFrame:
    """quantity, order, lever, amount, unit: current, levers, plan for CO2 and both costs.

    ``fuel_factor`` is CO2 per GJ, ``fuel_price`` CNY per GJ: both tell the choice of fuels.
    """
    parts = []
    for quantity, (kind, categories) in QUANTITIES.items():
        terms = terms_of(current, plan, kind, categories)
        unit = "t" if kind == CO2 else plan.case.info.currency
        parts.append(_told(quantity, terms, unit))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _told(quantity: str, terms: list[Term], unit: str) -> pd.DataFrame:
    moved = shapley(terms)
    levers = [lever for lever in LEVERS if lever in moved]
    levers += sorted(set(moved) - set(levers))
    amounts = [total(terms, plan=False), *(moved[lever] for lever in levers), total(terms, plan=True)]
    rows = {"lever": [START, *levers, END], "amount": amounts}
    frame = pd.DataFrame(rows).assign(quantity=quantity, unit=unit)
    frame.insert(0, "order", range(len(frame)))
    return frame


def terms_of(current: State, plan: State, kind: str, categories: tuple[str, ...]) -> list[Term]:
    """The identity of one quantity as products of levers; what no product carries is the lever ``other``."""
    states = (current, plan)
    amounts = Amounts(*(_by_lever(state, kind, categories) for state in states))
    common = _common(states)
    cement = {"activity": common["activity"]}
    known = {*_PER_CLINKER, _FUEL, *_PER_CEMENT}
    terms = [
        *(Term({**common, **factors}) for factors in _kiln_factors(states, amounts, kind)),
        *(
            Term({**cement, lever: intensities(amounts.summed(lever), common["activity"])})
            for lever in _PER_CEMENT
        ),
        *(Term({lever: amounts.summed(lever)}) for lever in amounts.levers() if lever not in known),
    ]
    terms += _uncarried(terms, amounts)
    return [term for term in terms if any(term.value(moved) for moved in (NONE, frozenset(term.factors)))]


_PER_CLINKER = ("raw_mix", "power", "kiln_running")
_PER_CEMENT = ("milling", "admixtures", "transport")
_FUEL = "fuel"


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is bridged, by (lever, id), in both states."""

    today: pd.Series
    plan: pd.Series

    def levers(self) -> list[str]:
        """Every lever that carries something in either state."""
        return sorted({*self.today.index.unique("lever"), *self.plan.index.unique("lever")})

    def by_kiln(self, lever: str, kilns: pd.Index) -> tuple[Floats, Floats]:
        """The lever's amounts kiln by kiln."""
        today, plan = (
            state[state.index.get_level_values("lever") == lever].droplevel("lever").reindex(kilns)
            for state in (self.today, self.plan)
        )
        return _floats(today.fillna(0.0)), _floats(plan.fillna(0.0))

    def summed(self, lever: str) -> tuple[Floats, Floats]:
        """The lever's amounts in all."""
        today, plan = (
            state[state.index.get_level_values("lever") == lever].sum() for state in (self.today, self.plan)
        )
        return unchanged(np.array([today]), np.array([plan]))


def _uncarried(terms: list[Term], amounts: Amounts) -> list[Term]:
    """The lever ``other``, where the terms miss the amounts by more than rounding."""
    whole = float(amounts.today.sum()), float(amounts.plan.sum())
    missing = [amount - total(terms, plan=plan) for amount, plan in zip(whole, (False, True), strict=True)]
    if all(abs(miss) <= RESIDUAL * abs(amount) for miss, amount in zip(missing, whole, strict=True)):
        return []
    return [Term({"other": (np.array([missing[0]]), np.array([missing[1]]))})]


def _by_lever(state: State, kind: str, categories: tuple[str, ...]) -> pd.Series:
    """Attributed amounts of the quantity by lever and owner."""
    owned = state.owned[(state.owned["quantity"] == kind) & state.owned["category"].isin(categories)]
    return owned.groupby([_lever(owned).rename("lever"), "id"])["amount"].sum()


def _lever(owned: pd.DataFrame) -> pd.Series:
    """Lever of every attributed amount; a category of no rule is its own."""
    category, kiln, mill = owned["category"], owned["facility"] == "kiln", owned["facility"] == "mill"
    bought = category.isin(("virgin_materials", "waste_price"))
    burnt = owned["part"] == "fuel"
    lever = category.copy()
    for name, where in (
        ("transport", category.isin(("freight", "handling", "transport"))),
        ("raw_mix", kiln & ((bought & ~burnt) | (category == "process"))),
        (_FUEL, kiln & ((bought & burnt) | (category == "fuel_fossil"))),
        ("power", kiln & (category == "electricity")),
        ("kiln_running", kiln & (category == "kiln_variable")),
        ("milling", mill & category.isin(("electricity", "milling"))),
        ("admixtures", mill & bought),
    ):
        lever = lever.mask(where, name)
    return lever


def _common(states: tuple[State, State]) -> dict[str, tuple[Floats, Floats]]:
    """Cement ground, clinker per cement and shares of the kilns in the clinker."""
    today, plan = (_floats(state.kilns["clinker_t"]) for state in states)
    ground = [np.array([float(state.tables["cement"]["cement_t"].sum())]) for state in states]
    made = (np.array([today.sum()]), np.array([plan.sum()]))
    return {
        "activity": unchanged(*ground),
        "clinker_factor": intensities(made, (ground[0], ground[1])),
        "kiln_shares": intensities((today, plan), made),
    }


def _kiln_factors(
    states: tuple[State, State], amounts: Amounts, kind: str
) -> Iterator[dict[str, tuple[Floats, Floats]]]:
    """Factors beyond the common ones of every product that runs over the kilns."""
    kilns = states[0].kilns.index
    clinker, heat = (
        (_floats(states[0].kilns[name]), _floats(states[1].kilns[name])) for name in ("clinker_t", "heat_gj")
    )
    for lever in _PER_CLINKER:
        yield {lever: intensities(amounts.by_kiln(lever, kilns), clinker)}
    per_gj = intensities(amounts.by_kiln(_FUEL, kilns), heat)
    yield {"heat": intensities(heat, clinker), "fuel_factor" if kind == CO2 else "fuel_price": per_gj}


def intensities(amounts: tuple[Floats, Floats], wholes: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Amount per whole in both states; where a state has no whole, the other state's; 0 where neither has."""
    own = [
        np.divide(a, w, out=np.full(np.broadcast(a, w).shape, np.nan), where=w != 0)
        for a, w in zip(amounts, wholes, strict=True)
    ]
    today, plan = (np.nan_to_num(np.where(np.isnan(mine), other, mine)) for mine, other in (own, own[::-1]))
    return unchanged(today, plan)


def unchanged(today: Floats, plan: Floats) -> tuple[Floats, Floats]:
    """Both states, the plan at today's value where rounding alone parts them."""
    return today, np.where(np.isclose(plan, today, rtol=ROUNDING, atol=0.0), today, plan)


def _floats(column: pd.Series) -> Floats:
    return column.to_numpy(dtype=np.float64)
