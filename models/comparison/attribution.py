"""Whose every amount of money and CO2 is: kiln, mill and product, market or source.

Rules, the same in both states:

- a raw material, fuel or admixture, its freight, handling and transport CO2 belong to the facility that
  takes it in; kilns (mills) of one site share a grade in proportion to the dry tonnes they use;
- hauling clinker belongs to the mill that receives it, product by product in proportion to the tonnes of
  that kiln's clinker ground into it;
- hauling cement belongs to the mill and product hauled;
- electricity, running and starting cost belong to the kiln or mill itself, imports to the market,
  disposal and tax to the source where the waste stays.

CNY and t CO2 over all periods; nothing is lost: the amounts add up to the ledgers.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from models.comparison.frames import spread
from models.ledgers.trucks import per_tkm

KEYS = ["quantity", "category"]
COLUMNS = [*KEYS, "part", "facility", "id", "product", "amount"]
COST, CO2 = "cost", "co2"
HAULED = {
    "virgin_materials": COST, "waste_price": COST, "freight": COST, "handling": COST, "transport": CO2,
}  # fmt: skip
"""Amounts that every haul carries, by the quantity they belong to."""
_FACILITIES = {
    "kiln_variable": "kiln", "kiln_start": "kiln", "milling": "mill", "imports": "market",
    "disposal": "source", "environmental_tax": "source",
}  # fmt: skip


def attributed(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a quantity (cost, co2), category or scope, part and owner; see ``COLUMNS``.

    ``part`` is raw, fuel (into kilns), addition (into mills), clinker, cement (hauled) or own.
    """
    hauls = _hauls(case, tables)
    parts = [
        _into_kilns(hauls, tables["kiln_feed"], case), _into_mills(hauls, tables["mill_use"], case),
        _clinker(hauls, tables["mill_use"], case), _cement(hauls),
        _money(case, tables), _carbon(tables["co2"]),
    ]  # fmt: skip
    every = pd.concat([part for part in parts if len(part)], ignore_index=True)
    keys = [name for name in COLUMNS if name != "amount"]
    return every.groupby(keys, dropna=False)[["amount"]].sum().reset_index()


def _hauls(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every flow once per amount it carries, with its category and quantity; new trucks count."""
    flows = tables["flows"]
    road = flows["wet_t"] * flows["road_km"]
    price = flows["origin"].map({name: source.price for name, source in case.sources.items()}).fillna(0.0)
    bought = (flows["wet_t"] * price).where(flows["kind"] == "material", 0.0)
    waste = flows["item"].isin({name for name, material in case.materials.items() if material.waste})
    keys = flows[["kind", "use", "origin", "destination_site", "item", "grade"]]
    amounts = {
        "virgin_materials": bought.where(~waste, 0.0),
        "waste_price": bought.where(waste, 0.0),
        "freight": flows["wet_t"] * flows["freight_cny_per_t"] + road * per_tkm(case, tables, "truck_cost"),
        "handling": flows["wet_t"] * flows["handling_cny_per_t"],
        "transport": (flows["wet_t"] * flows["co2_kg_per_t"] + road * per_tkm(case, tables, "truck_co2"))
        / 1000.0,
    }
    long = [keys.assign(category=name, amount=amount) for name, amount in amounts.items()]
    every = pd.concat(long, ignore_index=True)
    moved = every.loc[every["amount"] != 0]
    return moved.assign(quantity=moved["category"].map(HAULED))


def _into_kilns(hauls: pd.DataFrame, feed: pd.DataFrame, case: Case) -> pd.DataFrame:
    taken = hauls[(hauls["kind"] == "material") & (hauls["use"] == "kiln")]
    weights = pd.DataFrame(
        {
            "destination_site": feed["kiln"].map({name: kiln.site for name, kiln in case.kilns.items()}),
            "grade": feed["grade"], "part": feed["use"], "id": feed["kiln"], "dry_t": feed["dry_t"],
        }
    )  # fmt: skip
    return _owned(spread(taken, weights, by=["destination_site", "grade"], weight="dry_t"), facility="kiln")


def _into_mills(hauls: pd.DataFrame, use: pd.DataFrame, case: Case) -> pd.DataFrame:
    taken = hauls[(hauls["kind"] == "material") & (hauls["use"] == "mill")]
    ground = _ground(use[use["kind"] == "material"], case)
    shared = spread(taken, ground, by=["destination_site", "grade"], weight="dry_t")
    return _owned(shared.assign(part="addition"), facility="mill")


def _clinker(hauls: pd.DataFrame, use: pd.DataFrame, case: Case) -> pd.DataFrame:
    ground = _ground(use[use["kind"] == "clinker"], case)
    shared = spread(
        hauls[hauls["kind"] == "clinker"], ground, by=["destination_site", "grade"], weight="dry_t"
    )
    return _owned(shared.assign(part="clinker"), facility="mill")


def _ground(use: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Dry tonnes of each grade by the site, plant and product it is ground at and into."""
    site = use["plant"].map({name: plant.site for name, plant in case.plants.items()})
    return pd.DataFrame(
        {
            "destination_site": site, "grade": use["grade"], "id": use["plant"],
            "product": use["product"], "dry_t": use["dry_t"],
        }
    )  # fmt: skip


def _cement(hauls: pd.DataFrame) -> pd.DataFrame:
    sold = hauls[hauls["kind"] == "cement"]
    return _owned(sold.assign(part="cement", id=sold["origin"], product=sold["item"]), facility="mill")


def _money(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Ledger rows that are no haul: their item is the owner; power goes by what each facility bought."""
    ledger = tables["money"][~tables["money"]["category"].isin(HAULED)]
    rows = ledger.rename(columns={"item": "id", "amount_cny": "amount"})
    rows = rows[["category", "id", "amount"]].assign(quantity=COST, part="own")
    power = rows["category"] == "electricity"
    bought = tables["energy"][["facility", "id", "purchased_mwh"]]
    shared = spread(rows[power], bought, by=["id"], weight="purchased_mwh")
    rest = rows[~power]
    facility = rest["category"].map(_FACILITIES).fillna(rest["id"].map(_facilities(case))).fillna("")
    return _owned(pd.concat([shared, rest.assign(facility=facility)], ignore_index=True))


def _facilities(case: Case) -> dict[str, str]:
    """What each id of the case is; used for categories that only their item tells."""
    kinds = {"market": case.markets, "source": case.sources, "mill": case.plants, "kiln": case.kilns}
    return {key: kind for kind, rows in kinds.items() for key in rows}


def _carbon(book: pd.DataFrame) -> pd.DataFrame:
    """Physical CO2 that is no haul."""
    rows = book[(book["book"] == "physical") & ~book["scope"].isin(HAULED)]
    rows = rows.rename(
        columns={"scope": "category", "item_kind": "facility", "item": "id", "co2_t": "amount"}
    )
    return _owned(rows.assign(quantity=CO2, part="own"))


def _owned(rows: pd.DataFrame, *, facility: str | None = None) -> pd.DataFrame:
    owned = rows if facility is None else rows.assign(facility=facility)
    if "product" not in owned:
        owned = owned.assign(product="")
    return owned[COLUMNS]
