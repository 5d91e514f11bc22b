"""Sources and classes of waste: what arises, what others use, what cement uses, what is left. Dry tonnes."""

from __future__ import annotations

import pandas as pd

from models.comparison.frames import per, side_by_side, spread, totals_by
from models.comparison.kilns import NOT_STATED
from models.comparison.state import State
from models.ledgers.carbon import raw_carbon

ALL_WASTE, ALL_BULK = "all_waste", "all_bulk"
FATES = ["arising_dry_t", "used_elsewhere_dry_t", "taken_dry_t", "left_dry_t"]


def sources(current: State, plan: State) -> pd.DataFrame:
    """source_id, material, prefecture — fates, CO2 of hauling it and of the carbonates it brings into kilns.

    Nothing arises or is left at a quarry or mine without a stated arising: blank. Process CO2 goes by the dry
    tonnes each source sends to a site where several send the same grade.
    """
    index = _known(current).index.union(_known(plan).index, sort=False)
    frames = [_by_source(state).reindex(index) for state in (current, plan)]
    zero = ["taken_dry_t", "co2_transport_t", "co2_process_t"]
    filled = [frame.assign(**{name: frame[name].fillna(0.0) for name in zero}) for frame in frames]
    return side_by_side(*filled, currency=plan.case.info.currency)


def waste(current: State, plan: State) -> pd.DataFrame:
    """Material — fates of each waste, then of all waste and of all bulk industrial waste, and the use in %.

    Use = (used elsewhere + used by cement) / arising, as the targets count it.
    """
    return side_by_side(_by_class(current), _by_class(plan), currency=plan.case.info.currency)


def bulk_use(state: State) -> float:
    """Use of all bulk industrial waste [%]; NaN where none arises."""
    return float(_by_class(state)["utilisation_pct"][ALL_BULK])


def _by_class(state: State) -> pd.DataFrame:
    supply = state.tables["supply"][state.tables["supply"]["waste"]]
    fates = totals_by(supply, ["material"], FATES).fillna(0.0)
    fates.loc[ALL_WASTE] = supply[FATES].sum()
    fates.loc[ALL_BULK] = supply.loc[supply["bulk"], FATES].sum()
    used = fates["used_elsewhere_dry_t"] + fates["taken_dry_t"]
    fates["utilisation_pct"] = 100.0 * per(used, fates["arising_dry_t"])
    return fates.rename(columns={"taken_dry_t": "used_by_cement_dry_t"})


def _known(state: State) -> pd.DataFrame:
    """Sources of the state with material and prefecture as ids, fates summed over the periods."""
    case, supply = state.case, state.tables["supply"]
    place = {key: case.sites[row.site].prefecture or NOT_STATED for key, row in case.sources.items()}
    keyed = supply.assign(prefecture=supply["source_id"].map(place))
    return totals_by(keyed, ["source_id", "material", "prefecture"], FATES)


def _by_source(state: State) -> pd.DataFrame:
    frame = _known(state)
    flows = state.tables["flows"][state.tables["flows"]["kind"] == "material"]
    haul = (flows["wet_t"] * flows["co2_kg_per_t"] / 1000.0).groupby(flows["origin"]).sum()
    ids = frame.index.get_level_values("source_id")
    frame["co2_transport_t"] = haul.reindex(ids).fillna(0.0).to_numpy()
    frame["co2_process_t"] = _process(state).reindex(ids).fillna(0.0).to_numpy()
    return frame


def _process(state: State) -> pd.Series:
    """CO2 that raw materials set free in kilns, by the source they came from [t]."""
    feed = state.tables["kiln_feed"]
    raw = feed[feed["use"] == "raw"]
    freed = pd.DataFrame(
        {
            "destination_site": raw["kiln"].map({key: kiln.site for key, kiln in state.case.kilns.items()}),
            "grade": raw["grade"],
            "amount": raw["dry_t"] * raw["grade"].map(raw_carbon(state.case)),
        }
    )
    summed = freed.groupby(["destination_site", "grade"])[["amount"]].sum().reset_index()
    flows = state.tables["flows"]
    sent = flows[(flows["kind"] == "material") & (flows["use"] == "kiln")]
    weights = sent[["destination_site", "grade", "origin", "dry_t"]]
    shared = spread(summed, weights, by=["destination_site", "grade"], weight="dry_t")
    return shared.groupby("origin")["amount"].sum()
