"""Every table of the case, in the order of the dictionary."""

from __future__ import annotations

from cases.derivation.xinjiang import (
    calendar,
    heading,
    kilns,
    local_links,
    markets,
    network,
    stores,
    swaps,
    today,
    virgin,
    wastes,
)
from cases.derivation.xinjiang.editions import BASE, Edition
from cases.derivation.xinjiang.files import HERE, Row, Tables
from cases.derivation.xinjiang.sites import Sites
from cases.dictionary import dictionary

LIBRARY = HERE.parents[1] / "library"
GIVEN = (
    "periods", "profiles", "goods_groups", "modes", "tariffs", "constituents", "materials", "analyses",
    "fuels", "reference_mixes", "kiln_classes", "dosing", "products", "recipes", "limits",
    "current_recipes", "scenarios", "factors",
)  # fmt: skip


def derive(edition: Edition = BASE) -> Tables:
    """All tables of a case of the region."""
    sites = Sites()
    tables: Tables = {key: edition.given(key) for key in GIVEN}
    tables["kilns"] = kilns.kilns(sites, edition)
    tables["plants"] = kilns.plants(sites)
    waste = wastes.wastes(sites, edition)
    tables["sources"] = waste + virgin.virgin_materials(sites)
    tables["markets"] = markets.markets(sites)
    tables["demand"] = markets.demand(edition)
    tables["areas"] = today.areas_with_use(edition)
    tables["stop_windows"] = calendar.stop_windows(edition)
    tables["places"] = network.places()
    tables["sites"] = sites.table()
    tables["links"] = network.links(edition) + local_links.belts(sites, waste)
    tables["transfers"] = network.transfers()
    tables["services"] = network.services()
    tables["connections"] = local_links.connections()
    tables["case"] = heading.case(edition)
    if edition.has("store_days"):
        tables["stores"] = stores.stores(tables, edition)
    if rows := swaps.swaps(tables, edition):
        tables["swaps"] = rows
    _own_tables(tables, edition)
    return {key: tables[key] for key in dictionary() if key in tables}


def _own_tables(tables: Tables, edition: Edition) -> None:
    """What the edition adds: whole tables, rows, and single cells of rows that are there."""
    for key in dictionary():
        if key not in tables and edition.has(key):
            tables[key] = edition.every(key)
        if more := edition.every(f"more/{key}"):
            tables[key] = [*tables.get(key, []), *more]
    for cell in edition.every("cells"):
        _set(tables[cell["table"]], cell)
    tables["scenarios"] = [row for row in tables["scenarios"] if row["table"] in dictionary() and _reaches(row, tables)]


def _set(rows: list[Row], cell: Row) -> None:
    """Set one cell of the rows whose key column has the value asked for."""
    names = (cell["key"], cell["row"])
    found = [n for n, row in enumerate(rows) if row[names[0]] == names[1]]
    if not found:
        raise KeyError(f"{cell['table']}: no row with {names[0]} = {names[1]}")
    for n in found:
        told = f"{cell['column']}: {cell['source']} ({cell['confidence']})"
        note = "; ".join(filter(None, (rows[n].get("note", ""), told)))
        rows[n] = {**rows[n], cell["column"]: cell["value"], "note": note}


def _reaches(change: Row, tables: Tables) -> bool:
    """Whether the case has the cell that a scenario changes: editions share one list of scenarios."""
    table = dictionary()[change["table"]]
    if table.layout == "items":
        return change["row"] in table.columns
    rows = ["+".join(row.get(key, "") for key in table.key_columns) for row in tables.get(table.key, [])]
    return change["column"] in table.columns and bool(rows) and change["row"] in ("*", *rows)
