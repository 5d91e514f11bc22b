"""Every table of the case, in the order of the dictionary."""

from __future__ import annotations

from cases.derivation.xinjiang import (
    calendar,
    heading,
    kilns,
    local_links,
    markets,
    network,
    today,
    virgin,
    wastes,
)
from cases.derivation.xinjiang.files import HERE, Tables, given
from cases.derivation.xinjiang.sites import Sites
from cases.dictionary import dictionary

LIBRARY = HERE.parents[1] / "library"
GIVEN = (
    "periods", "profiles", "goods_groups", "modes", "tariffs", "constituents", "materials", "analyses",
    "fuels", "reference_mixes", "kiln_classes", "dosing", "products", "recipes", "limits",
    "current_recipes", "scenarios", "factors",
)  # fmt: skip


def derive() -> Tables:
    """All tables of the Xinjiang case."""
    sites = Sites()
    tables: Tables = {key: given(key) for key in GIVEN}
    tables["kilns"] = kilns.kilns(sites)
    tables["plants"] = kilns.plants(sites)
    waste = wastes.wastes(sites)
    tables["sources"] = waste + virgin.virgin_materials(sites)
    tables["markets"] = markets.markets(sites)
    tables["demand"] = markets.demand()
    tables["areas"] = today.areas_with_use()
    tables["stop_windows"] = calendar.stop_windows()
    tables["places"] = network.places()
    tables["sites"] = sites.table()
    tables["links"] = network.links() + local_links.belts(sites, waste)
    tables["transfers"] = network.transfers()
    tables["services"] = network.services()
    tables["connections"] = local_links.connections()
    tables["case"] = heading.case()
    return {key: tables[key] for key in dictionary() if key in tables}
