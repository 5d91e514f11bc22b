"""The one list of components: case, paths and aim to a Pyomo model."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from models import balances
from models.assembly import Assembled, assemble, collector_paused
from models.completion import CUSTOMARY, todays_hauls
from models.components import (
    breaches,
    bypass,
    capacity,
    capacity_targets,
    capture,
    carbon_market,
    clean_transport,
    current,
    custom,
    electricity,
    feeders,
    fuel,
    green_power,
    grinding,
    haulage,
    markets,
    new_lines,
    project_effects,
    project_ways,
    projects,
    quality,
    rawmix,
    replacement,
    running,
    seasons,
    shifting,
    stop_waste,
    storage,
    supply,
    targets,
    thresholds,
    trucks,
    vat,
    year_days,
)
from models.data import ModelData
from models.hauls import Hauls
from models.objective import Aim, add_asked, add_cap, objective_vector
from models.registry import Registry, Terms


@dataclass(frozen=True, slots=True)
class Built:
    """A model ready to be handed over: the Pyomo model, the registry behind it, the data in front of it."""

    data: ModelData
    hauls: Hauls
    aim: Aim
    registry: Registry
    assembled: Assembled


def build_model(data: ModelData, hauls: Hauls, limited: pd.DataFrame, aim: Aim) -> Built:
    """Register every component, write the balances, assemble.

    ``limited``: DataFrame(path, kind, id) of capacity-limited links and transfers on paths.
    """
    with collector_paused():
        registry = register(data, hauls, limited, aim)
        assembled = assemble(registry, objective_vector(registry, data, aim))
    return Built(data, hauls, aim, registry, assembled)


def build_current(
    data: ModelData, hauls: Hauls, limited: pd.DataFrame, aim: Aim, *, completion: str
) -> Built:
    """The model of today's operation: what is stated held, every limit able to give, the rest by the rule."""
    with collector_paused():
        usable = todays_hauls(data, hauls, completion)
        registry = register(data, usable, limited, aim)
        current.add(registry, data, usable.frame)
        if completion == CUSTOMARY:
            custom.add(registry, data)
        breaches.add(registry)
        assembled = assemble(registry, registry.effect_vector("breach:limits"))
    return Built(data, usable, aim, registry, assembled)


def register(data: ModelData, hauls: Hauls, limited: pd.DataFrame, aim: Aim) -> Registry:
    """All components in the order in which they may read one another's columns."""
    registry = Registry()
    projects.add(registry, data)
    running.add(registry, data)
    projects.add_running(registry, data)
    _add_hauls(registry, data, hauls.frame, limited, aim)
    rawmix.add(registry, data, hauls.raw)
    fuel.add(registry, data, hauls.fuel)
    capture.add(registry, data)
    feeders.add(registry, data)
    project_ways.add_choices(registry, data)
    bypass.add(registry, data)
    quality.add(registry, data)
    grinding.add(registry, data, hauls.additions)
    markets.add(registry, data)
    storage.add(registry, data)
    project_effects.add(registry, data)
    electricity.add(registry, data)
    green_power.add(registry, data)
    thresholds.add(registry, data, incentives=_incentives_count(data, aim))
    shifting.add(registry, data)
    stop_waste.add(registry, data)
    year_days.add(registry, data)
    capacity.add(registry, data)
    replacement.add(registry, data)
    targets.add(registry, data)
    capacity_targets.add(registry, data)
    new_lines.add(registry, data)
    if _incentives_count(data, aim):
        carbon_market.add(registry, data)
        vat.add(registry, data)
    balances.write(registry, data)
    add_cap(registry, data, aim)
    add_asked(registry, data, aim)
    return registry


def register_hauls(data: ModelData, hauls: pd.DataFrame, limited: pd.DataFrame, aim: Aim) -> Registry:
    """Only hauls with all their coefficients: what the price of a haul is read from."""
    registry = Registry()
    projects.add(registry, data)
    _add_hauls(registry, data, hauls, limited, aim)
    thresholds.add(registry, data, incentives=_incentives_count(data, aim))
    targets.add(registry, data)
    balances.write(registry, data)
    add_cap(registry, data, aim)
    add_asked(registry, data, aim)
    return registry


def _incentives_count(data: ModelData, aim: Aim) -> bool:
    """Payments between the state and the sector move a plan of cement-sector money, never today."""
    return aim.money == "cement" and not data.today


def _add_hauls(
    registry: Registry, data: ModelData, hauls: pd.DataFrame, limited: pd.DataFrame, aim: Aim
) -> None:
    """The components whose rows hauls stand in, but for what is told to the balances."""
    haulage.add(registry, data, hauls, limited)
    project_ways.add(registry, data, limited)
    out_of_sources = taken(registry)
    project_ways.add_sources(registry, data, out_of_sources)
    supply.add(registry, data, out_of_sources)
    storage.add_waste(registry, data)
    seasons.add(registry, data, out_of_sources)
    if _incentives_count(data, aim):
        vat.add_hauls(registry, data, hauls)
    trucks.add(registry, data, hauls)
    clean_transport.add(registry, data, hauls)


def taken(registry: Registry) -> pd.DataFrame:
    """Hauls out of sources as the activity ``taken``: source_id, site, use, period, col, coef."""
    terms = registry.activities.get("taken", Terms())
    frames = [
        where.assign(col=cols, coef=coefs)
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True)
        if isinstance(where, pd.DataFrame)
    ]
    columns = ["source_id", "site", "use", "period", "col", "coef"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
