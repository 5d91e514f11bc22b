r"""Price-out: what the pairs and paths left out of the model would be worth.

With the marginal values :math:`y` of the root linear program, a left-out haul has the reduced cost
:math:`c - y^\top a`. None below zero proves that the bound of the root holds for the whole problem; those
below zero are added and the root is solved again. The columns come from the same components as the model's
own, so the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from cases.gauges import COST
from models.assembly import term_matrix
from models.build import Built, register_hauls
from models.data import ModelData, number
from models.gauges import counts_hauls
from models.hauls import haul_frame
from models.objective import Aim, objective_vector, period_weights
from models.projects import effects
from models.registry import Floats, Registry, Rows
from models.vat import haul_payer, haul_tax
from models.vat_cuts import brings_clinker
from models.vat_due import hauls_beyond
from models.works import TRUCKS

TOLERANCE = 1e-6
"""Reduced cost below zero that counts [kCNY per kt, or kt CO2 per kt]."""
KEYS = ["origin", "item", "use", "destination", "path"]
PAIR = ["kind", "origin", "item", "origin_site", "destination_site", "goods_group"]
OF_A_WAY = (
    "c_haul_capacity",
    "c_service_minimum",
    "c_service_maximum",
    "c_rail_share",
    "c_clean_transport",
    "c_way_built",
)
"""Rows that tell one way between two sites from another."""
BY_WAY = (
    "c_rail_share", "c_clean_transport", "c_target", "c_peak", "c_rule_reached", "c_rule_applies",
    "c_bound",
)  # fmt: skip
"""Rows in which what a haul counts for may depend on its way: by rail, by its kilometres, by its CO2."""


@dataclass(frozen=True, slots=True)
class Root:
    """The root linear program: marginal values by row and reduced costs by column, in registry order."""

    duals: Floats
    reduced: Floats


@dataclass(frozen=True, slots=True)
class PriceOut:
    """Left-out hauls that could help, with their reduced cost per tonne in the unit of the aim."""

    hauls: pd.DataFrame
    """kind, origin, item, use, path and sites, reduced_cost; best first."""
    rest: float
    """Every other left-out haul has at least this reduced cost."""

    @property
    def best(self) -> float:
        """Least reduced cost left out; infinity where nothing was left out."""
        return min(self.rest, float(self.hauls["reduced_cost"].min()) if len(self.hauls) else np.inf)

    @property
    def helpful(self) -> pd.DataFrame:
        """Hauls that would make the root better."""
        return self.hauls[self.hauls["reduced_cost"] < -TOLERANCE]


def price_out(
    built: Built, pairs: pd.DataFrame, paths: pd.DataFrame, limited: pd.DataFrame, root: Root
) -> PriceOut:
    """Reduced cost of every haul of ``pairs`` over ``paths`` (one a pair is enough: the cheapest)."""
    frame = haul_frame(built.data, pairs, paths)
    if frame.empty:
        return PriceOut(frame.assign(reduced_cost=0.0), np.inf)
    other = register_hauls(built.data, frame, limited, built.aim)
    values = _by_key(built, _tightened(built, root))
    known = np.concatenate([_carried(rows, values) for rows in other.rows.values()])
    family = other.columns["v_haul"]
    columns = slice(family.start, family.start + len(family.index))
    worth = (_uncharged(term_matrix(other), built, other).T @ known)[columns]
    priced = family.index.assign(reduced_cost=objective_vector(other, built.data, built.aim)[columns] - worth)
    best = priced.groupby(KEYS, as_index=False)["reduced_cost"].min()
    sites = frame[[*KEYS, "kind", "origin_site", "destination_site", "goods_group"]].drop_duplicates(KEYS)
    best = best.merge(sites, on=KEYS).sort_values(["reduced_cost", *KEYS]).reset_index(drop=True)
    return PriceOut(best, np.inf)


class LeftOut:
    """Every haul left out, to be priced against many dual solutions of one model.

    One haul stands for all ways between its sites. Full links only make a way dearer and a rail service is
    worth its marginal value at most: both are reckoned in favour of the haul, so no way has less than this.
    """

    def __init__(self, built: Built, pairs: pd.DataFrame, paths: pd.DataFrame, limited: pd.DataFrame) -> None:
        """``paths``: the ways of least generalised cost of every pair, no link being full."""
        self._built = built
        frame = haul_frame(built.data, pairs, paths)
        other = register_hauls(built.data, frame, limited, built.aim)
        family = other.columns["v_haul"]
        columns = slice(family.start, family.start + len(family.index))
        self._terms = _uncharged(term_matrix(other), built, other).T.tocsr()[columns]
        self._costs = objective_vector(other, built.data, built.aim)[columns]
        places = _by_key(built, np.arange(1.0, built.registry.height + 1.0))
        found = [
            np.zeros(len(rows.index)) if name in OF_A_WAY else _carried(rows, places)
            for name, rows in other.rows.items()
        ]
        self._places = np.concatenate(found).astype(np.int64)
        sites = frame[[*KEYS, *(c for c in PAIR if c not in KEYS)]].drop_duplicates(KEYS)
        self.pairs: pd.DataFrame = family.index.merge(sites, on=KEYS, how="left")[PAIR]
        """The pair of every haul and period: kind, origin, item, sites, goods group."""

    def reduced_costs(self, root: Root) -> Floats:
        """Least reduced cost of every haul and period [unit of the aim per t]."""
        duals = _tightened(self._built, root)
        values = {name: duals[r.start : r.start + len(r.index)] for name, r in self._rows(OF_A_WAY)}
        if _favours_ways(self._built, duals):
            return np.full(len(self._costs), -np.inf)
        most = sum(
            max(0.0, float(np.max(values.get(name, 0.0), initial=0.0)))
            for name in ("c_service_minimum", "c_clean_transport")
        )
        known = np.concatenate([[0.0], duals])[self._places]
        return np.asarray(self._costs - self._terms @ known - most)

    def _rows(self, names: Collection[str]) -> list[tuple[str, Rows]]:
        return [(name, rows) for name, rows in self._built.registry.rows.items() if name in names]


def worth_a_look(built: Built, left_out: pd.DataFrame, root: Root) -> tuple[pd.DataFrame, float]:
    """Left-out pairs that a haul at the least conceivable rate would make worth while, and the others' bound.

    A haul costs at least distance × the lowest rate of its goods group; limits on it only make it dearer.
    """
    if left_out.empty:
        return left_out, np.inf
    cheapest = _at_least(built, left_out)
    frame = haul_frame(built.data, left_out, cheapest)
    duals = _tightened(built, root)
    values = _by_key(built, duals)
    bound = _bound(built, frame, values)
    if _favours_ways(built, duals):
        bound = np.full(len(frame), -np.inf)
    frame = frame.assign(bound=bound)
    keys = ["kind", "origin", "item", "origin_site", "destination_site", "goods_group"]
    per_pair = frame.groupby(keys, as_index=False)["bound"].min()
    chosen = left_out.merge(per_pair[per_pair["bound"] < -TOLERANCE][keys], on=keys)
    rest = per_pair.loc[per_pair["bound"] >= -TOLERANCE, "bound"]
    return chosen, float(rest.min()) if len(rest) else np.inf


def _at_least(built: Built, pairs: pd.DataFrame) -> pd.DataFrame:
    """A path a pair, no dearer and no dirtier than any real one, whatever trucks may save by the km."""
    case = built.data.case
    saved = {name: min([0.0, *effects(built.data, name)["amount"]]) for name in TRUCKS}
    rates: dict[str, float] = {}
    for tariff in case.tariffs.values():
        rates[tariff.goods_group] = min(rates.get(tariff.goods_group, np.inf), tariff.rate)
    own = [link.rate for link in case.links.values() if link.rate is not None]
    carbon = [m.co2 for m in case.modes.values()] + [x.co2 for x in case.links.values() if x.co2 is not None]
    rate = pairs["goods_group"].map(rates).fillna(0.0).clip(upper=min(own, default=np.inf))
    rate = (rate + saved["truck_cost"]).clip(lower=0.0)
    names = ["origin_site", "destination_site", "goods_group", "distance_km"]
    frame = pairs[names].assign(rate=rate).drop_duplicates(names[:3]).reset_index(drop=True)
    return frame.assign(
        path=frame["origin_site"] + ">" + frame["destination_site"] + ":" + frame["goods_group"],
        freight_cny_per_t=frame["distance_km"] * frame["rate"],
        handling_cny_per_t=0.0,
        co2_kg_per_t=frame["distance_km"] * max(0.0, min(carbon) + saved["truck_co2"]),
        road_km=0.0, rail_km=0.0, other_km=0.0, from_station=None, to_station=None,
    ).drop(columns=["distance_km", "rate"])  # fmt: skip


def _least_cost(aim: Aim, frame: pd.DataFrame) -> Floats:
    """Objective of a tonne hauled: freight, what the aim's money counts of the price, CO2 [per t]."""
    carbon = frame["co2_kg_per_t"].to_numpy(float) / 1000.0
    if aim.goal is not None:
        return np.full(len(frame), -np.inf if counts_hauls(aim.goal.gauge) else 0.0)
    if aim.aim == "co2":
        return carbon
    counted = ~frame["waste"].to_numpy(bool) if aim.money == "system" else np.ones(len(frame), dtype=bool)
    price = np.where(counted, frame["price"].to_numpy(float), 0.0)
    shadow = aim.carbon_price if aim.aim == "priced" else 0.0
    return np.asarray(frame["freight_cny_per_t"].to_numpy(float) + price + shadow * carbon)


def _bound(built: Built, frame: pd.DataFrame, values: dict[str, pd.Series]) -> Floats:
    """Cost of a tonne, weighed by year, less its value on arrival and on leaving; best period [per t]."""
    least = np.full(len(frame), np.inf)
    data, cost = built.data, _least_cost(built.aim, frame)
    weights = period_weights(data, built.aim)
    dry = 1.0 - data.grades["moisture"].reindex(frame["grade"]).fillna(0.0).to_numpy(float)
    material, clinker = (frame["kind"] == k for k in ("material", "clinker"))
    kiln_class = data.kilns["kiln_class"].reindex(frame["origin"]).to_numpy()
    extra = [values[name] for name in ("c_service_minimum", "c_clean_transport") if name in values]
    for period in data.periods["period"]:
        look = _lookup(values, period)
        arrive = np.where(
            material, look("c_site_grade", frame["destination_site"], frame["use"], frame["grade"]),
            np.where(clinker, look("c_site_clinker", frame["destination_site"], kiln_class),
                     look("c_demand", frame["destination"], frame["item"])),
        )  # fmt: skip
        leave = np.where(
            material, dry * look("c_supply", frame["origin"]),
            np.where(clinker, -look("c_kiln_clinker", frame["origin"]),
                     -look("c_plant_cement", frame["origin"], frame["item"])),
        )  # fmt: skip
        worth = arrive + leave + _tax_worth(data, frame, period, values.get("c_vat"))
        worth = worth + _brought_worth(data, frame, period, values.get("c_clinker_brought"))
        worth = worth + _beyond_worth(data, frame, period, values.get("c_vat_beyond"))
        least = np.minimum(least, cost * weights[period] - worth)
    return least - sum(max(0.0, float(most.max())) for most in extra) - _shared_rows(values)


def _favours_ways(built: Built, duals: Floats) -> bool:
    """Whether a row of ``BY_WAY`` makes some haul worth more by the way it takes, so that nothing bounds it.

    Rows that only make hauls dearer (a ceiling on CO2) do not; one on the cost does where hauls earn money.
    """
    if _cost_is_bounded(built, duals) and _hauls_may_earn(built):
        return True
    families = [built.registry.rows[name] for name in BY_WAY if name in built.registry.rows]
    numbers = np.concatenate([np.empty(0, dtype=np.int64), *(_numbers(family) for family in families)])
    numbers = numbers[duals[numbers] != 0]
    hauls = built.registry.columns["v_haul"].numbers
    block = built.assembled.matrix[numbers].tocoo()
    worth = block.data * duals[numbers][block.row]
    return bool(np.any(worth[np.isin(block.col, hauls)] > TOLERANCE * TOLERANCE))


def _cost_is_bounded(built: Built, duals: Floats) -> bool:
    rows = built.registry.rows.get("c_bound")
    return rows is not None and bool(np.any(duals[_numbers(rows)][rows.index["gauge"] == COST] != 0))


def _hauls_may_earn(built: Built) -> bool:
    """Whether a source pays for what is taken, as the money of the aim counts it."""
    return built.aim.money == "cement" and bool((number(built.data.sources["price"], 0.0) < 0).any())


def _numbers(rows: Rows) -> npt.NDArray[np.int64]:
    return np.arange(rows.start, rows.start + len(rows.index), dtype=np.int64)


def _tax_worth(data: ModelData, frame: pd.DataFrame, period: str, values: pd.Series | None) -> Floats | float:
    """What the VAT of a tonne is worth by the refund it moves; least freight bears least tax [per t]."""
    if values is None or not float(values.abs().max()) > 0:
        return 0.0
    known = _of_payer(data, frame, period, values)
    return np.asarray(known * haul_tax(data, frame.assign(period=period)).to_numpy())


def _brought_worth(
    data: ModelData, frame: pd.DataFrame, period: str, values: pd.Series | None
) -> Floats | float:  # fmt: skip
    """What clinker from a kiln of another company is worth by the refund that it may move [per t]."""
    if values is None or not float(values.abs().max()) > 0:
        return 0.0
    brought = brings_clinker(data, frame, haul_payer(data, frame))
    return np.where(brought, _of_payer(data, frame, period, values), 0.0)


def _beyond_worth(
    data: ModelData, frame: pd.DataFrame, period: str, values: pd.Series | None
) -> Floats | float:  # fmt: skip
    """What tax beyond the value of the goods is worth by the refund that it leaves room for [per t]."""
    if values is None or not float(values.abs().max()) > 0:
        return 0.0
    beyond = hauls_beyond(data, frame.assign(period=period))
    year = np.full(len(beyond), str(data.case.periods[period].year))
    known = values.reindex(pd.MultiIndex.from_arrays([beyond["company"], year])).fillna(0.0).to_numpy(float)
    worth = pd.Series(known * beyond["beyond"].to_numpy(float)).groupby(beyond["haul"].to_numpy()).sum()
    return np.asarray(worth.reindex(frame.index).fillna(0.0), dtype=np.float64)


def _of_payer(data: ModelData, frame: pd.DataFrame, period: str, values: pd.Series) -> Floats:
    """Values by company and year, of the taxpayer of each haul; nothing where none is known."""
    company, year = haul_payer(data, frame), str(data.case.periods[period].year)
    known = values.reindex(pd.MultiIndex.from_arrays([company, np.full(len(frame), year)])).fillna(0.0)
    return np.asarray(known.to_numpy(float))


def _shared_rows(values: dict[str, pd.Series]) -> float:
    """Rows that make a haul worth more by itself, without bound.

    Refunds of certain products alone; and tax beyond the value of goods where it is worth more than tax.
    """
    rows = values.get("c_vat_products")
    if rows is not None and float(rows.abs().max()) > 0:
        return np.inf
    beyond = values.get("c_vat_beyond")
    if beyond is None:
        return 0.0
    excess = beyond - values["c_vat"].reindex(beyond.index).fillna(0.0)
    return np.inf if float(excess.max()) > TOLERANCE * TOLERANCE else 0.0


def _lookup(values: dict[str, pd.Series], period: str) -> Callable[..., Floats]:
    def look(family: str, *keys: object) -> Floats:
        index = pd.MultiIndex.from_arrays([*map(np.asarray, keys), np.full(len(np.asarray(keys[0])), period)])
        if family not in values:
            return np.zeros(len(index))
        found = values[family]
        return np.asarray(found[~found.index.duplicated()].reindex(index).fillna(0.0), dtype=np.float64)

    return look


def _uncharged(terms: sp.csr_array, built: Built, other: Registry) -> sp.csr_array:
    """Coefficients of hauls out of the model, none in the rows of seasons where they may be used beyond them.

    What lines take inside their stop windows leaves those rows by a column that the model does not have.
    """
    if "c_in_stops" not in other.rows or "c_season" not in other.rows:
        return terms
    new = other.row_frame("c_in_stops")
    if "c_in_stops" in built.registry.rows:
        known = pd.MultiIndex.from_frame(built.registry.rows["c_in_stops"].index)
        new = new[~pd.MultiIndex.from_frame(new[known.names]).isin(known)]
    beyond = np.zeros(terms.shape[1], dtype=bool)
    beyond[terms[new["row"].to_numpy()].indices] = True
    seasons = np.zeros(terms.shape[0], dtype=bool)
    seasons[_numbers(other.rows["c_season"])] = True
    entries = terms.tocoo()
    kept = ~(seasons[entries.row] & beyond[entries.col])
    places = (entries.row[kept], entries.col[kept])
    return sp.csr_array((entries.data[kept], places), shape=terms.shape)


def _by_key(built: Built, duals: Floats) -> dict[str, pd.Series]:
    """Marginal values by family and key."""
    return {
        name: pd.Series(duals[rows.start : rows.start + len(rows.index)], index=_keys(rows))
        for name, rows in built.registry.rows.items()
        if len(rows.index)
    }


def _keys(rows: Rows) -> pd.Index:
    keys: pd.Index = pd.MultiIndex.from_frame(rows.index)
    return keys.get_level_values(0) if keys.nlevels == 1 else keys


def _carried(rows: Rows, values: dict[str, pd.Series]) -> Floats:
    """Values of the model's rows for rows of the same key; a row the model lacks is worth nothing."""
    if rows.name not in values or not len(rows.index):
        return np.zeros(len(rows.index))
    found = values[rows.name]
    return np.asarray(found[~found.index.duplicated()].reindex(_keys(rows)).fillna(0.0), dtype=np.float64)


def _tightened(built: Built, root: Root) -> Floats:
    """The same dual solution, with the least value for grades that no haul of the model brings to a site.

    Such a row only says that nothing is used, so its value is free down to where a use becomes worth while.
    """
    result = root.duals.copy()
    for family in ("c_site_grade", "c_site_clinker"):
        rows = built.registry.rows[family]
        numbers = np.arange(rows.start, rows.start + len(rows.index))
        block = built.assembled.matrix[numbers].tocoo()
        hauled = np.zeros(len(numbers), dtype=bool)
        hauled[block.row[block.data > 0]] = True
        slack = np.full(len(numbers), np.inf)
        np.minimum.at(slack, block.row, root.reduced[block.col] / np.abs(block.data))
        free = ~hauled & np.isfinite(slack)
        result[numbers[free]] -= np.maximum(0.0, slack[free])
    return result
