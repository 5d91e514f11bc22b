"""Companies and prefectures: what their kilns and mills make, spend and emit; who gains and who loses.

An amount belongs to the company (prefecture) of the facility that ``attribution`` gives it to, so the rows
add up to the totals of cement-sector cost and physical CO2. What no company of the case bears has rows of its
own: ``imports`` and, for CO2 of what is left, ``waste producers``.

Profit needs a price: where the table demand tells delivered prices, revenue and margin are told; elsewhere
output, share and cost per tonne of what is made stand alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from models.comparison.attribution import CO2, COST
from models.comparison.frames import named, per, side_by_side
from models.comparison.kilns import NOT_STATED
from models.comparison.products import ground_cost
from models.comparison.state import State

IMPORTS, PRODUCERS = "imports", "waste producers"
_UNTOLD = ("revenue_cny", "margin_cny")
Owners = Mapping[tuple[str, str], str]
"""Owner of each (facility, id)."""


def companies(current: State, plan: State) -> pd.DataFrame:
    """Company — output, shares of clinker and cement, cost, CO2 and waste taken, both states."""
    owner = company_of(plan.case)
    frames = [_company_measures(state, owner) for state in (current, plan)]
    return side_by_side(*_same_rows(frames), currency=plan.case.info.currency)


def prefectures(current: State, plan: State) -> pd.DataFrame:
    """Prefecture — output, cost, CO2 and waste taken, both states; imports where the market lies."""
    owner = prefecture_of(plan.case)
    frames = [_measures(state, owner, "prefecture") for state in (current, plan)]
    return side_by_side(*_same_rows(frames), currency=plan.case.info.currency)


def company_of(case: Case) -> Owners:
    """Company by facility."""
    kilns = named({key: kiln.company for key, kiln in case.kilns.items()}, NOT_STATED)
    mills = named({key: plant.company for key, plant in case.plants.items()}, NOT_STATED)
    return {
        **{("kiln", key): name for key, name in kilns.items()},
        **{("mill", key): name for key, name in mills.items()},
        **{("market", key): IMPORTS for key in case.markets},
        **{("source", key): PRODUCERS for key in case.sources},
    }


def prefecture_of(case: Case) -> Owners:
    """Prefecture of the site of each facility."""
    sites = {
        **{("kiln", key): kiln.site for key, kiln in case.kilns.items()},
        **{("mill", key): plant.site for key, plant in case.plants.items()},
        **{("market", key): market.site for key, market in case.markets.items()},
        **{("source", key): source.site for key, source in case.sources.items()},
    }
    return {key: case.sites[site].prefecture or NOT_STATED for key, site in sites.items()}


def _measures(state: State, owner: Owners, name: str) -> pd.DataFrame:
    """Amounts by owner: clinker, cement, CO2, waste taken by kilns and mills, cement-sector cost."""
    kilns = pd.Series({key: owner["kiln", key] for key in state.case.kilns})
    cement = state.tables["cement"]
    mill = cement["plant"].map({key: owner["mill", key] for key in state.case.plants})
    frame = pd.DataFrame(
        {
            "clinker_t": state.kilns["clinker_t"].groupby(kilns).sum(),
            "cement_t": cement["cement_t"].groupby(mill).sum(),
            "co2_t": _owned(state, CO2, owner),
            "waste_dry_t": _waste(state, owner),
            "cost_cement_sector_cny": _owned(state, COST, owner),
        }
    ).fillna(0.0)
    # An owner with nothing at all (waste producers where disposal emits nothing) says nothing.
    return frame[(frame != 0).any(axis=1) | frame.index.isin(set(kilns))].rename_axis(name)


def _owned(state: State, quantity: str, owner: Owners) -> pd.Series:
    amounts = state.sum_of(quantity, "facility", "id")
    keys = [owner.get((str(facility), str(key)), NOT_STATED) for facility, key in amounts.index]
    return amounts.groupby(keys).sum()


def _waste(state: State, owner: Owners) -> pd.Series:
    """Dry tonnes of waste that kilns burn and mills grind."""
    case, use = state.case, state.tables["mill_use"]
    waste = {name for name, material in case.materials.items() if material.waste}
    material = use["grade"].str.split("@").str[0]
    ground = use[(use["kind"] == "material") & material.isin(waste)].groupby("plant")["dry_t"].sum()
    parts = {("kiln", key): value for key, value in state.kilns["waste_dry_t"].items()}
    parts |= {("mill", key): value for key, value in ground.items()}
    amounts = pd.Series(parts, dtype=float)
    return amounts.groupby([owner[str(kind), str(key)] for kind, key in amounts.index]).sum()


def _company_measures(state: State, owner: Owners) -> pd.DataFrame:
    """Output share is the company's part of all clinker made; cement share of all cement.

    ``cost_cny_per_t`` is the delivered cost of a tonne of the cement ground in the company's mills, clinker
    at what it cost its kiln, whoever owns that; ``clinker_cost_cny_per_t`` that of its own kilns.
    ``margin_cny`` is revenue less that delivered cost, and less VAT payable where the case has rates (what is
    refunded stands in the cost): clinker between companies counts at cost, so a company that only burns has
    none.
    """
    frame = _measures(state, owner, "company")
    kilns = pd.Series({key: owner["kiln", key] for key in state.case.kilns})
    at_kilns = state.kilns["cost_cny"].groupby(kilns).sum().reindex(frame.index).fillna(0.0)
    ground = ground_cost(state)
    mills = [owner.get(("mill", str(plant)), NOT_STATED) for plant in ground.index]
    delivered = ground.groupby(mills).sum().reindex(frame.index).fillna(0.0)
    frame.insert(2, "output_share_pct", 100.0 * frame["clinker_t"] / (frame["clinker_t"].sum() or 1.0))
    frame.insert(3, "cement_share_pct", 100.0 * frame["cement_t"] / (frame["cement_t"].sum() or 1.0))
    frame["clinker_cost_cny_per_t"] = per(at_kilns, frame["clinker_t"])
    frame["cost_cny_per_t"] = per(delivered, frame["cement_t"])
    if any(row.delivered_price is not None for row in state.case.demand.values()):
        frame["revenue_cny"] = _revenue(state, owner).reindex(frame.index, fill_value=0.0)
        owed = _vat(state).reindex(frame.index, fill_value=0.0)
        frame["margin_cny"] = frame["revenue_cny"] - delivered - owed
    return frame


def _revenue(state: State, owner: Owners) -> pd.Series:
    """Sales of each company's mills at delivered prices [CNY]; NaN where a market of theirs tells none."""
    sold = state.tables["flows"][state.tables["flows"]["kind"] == "cement"]
    keys = zip(sold["destination"], sold["item"], sold["period"], strict=True)
    price = [state.case.demand[key].delivered_price for key in keys]
    company = sold["origin"].map({key: owner["mill", key] for key in state.case.plants})
    sales = sold["wet_t"] * pd.Series(price, index=sold.index, dtype=float)
    return sales.groupby(company).agg(lambda amounts: amounts.sum(skipna=False))


def _vat(state: State) -> pd.Series:
    """VAT payable of each company [CNY], nothing in a year in which it has paid more than is due."""
    book = state.tables["vat"]
    return book["payable_cny"].clip(lower=0.0).groupby(book["company"]).sum()


def _same_rows(frames: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Both states with the same owners; who is absent has zeros, and no ratios or margin."""
    index = frames[1].index.union(frames[0].index)
    ratios = [name for name in frames[0].columns if "_per_t" in name or name in _UNTOLD]
    filled = [frame.reindex(index) for frame in frames]
    return [
        frame.assign(**{n: frame[n].fillna(0.0) for n in frame.columns if n not in ratios})
        for frame in filled
    ]
