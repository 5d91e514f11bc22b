"""Markets and demand: by prefecture after people and clinker, then by town and product."""

from __future__ import annotations

from cases.derivation.xinjiang.calendar import area_of, run_days
from cases.derivation.xinjiang.cement import case_cement, season_share
from cases.derivation.xinjiang.editions import BASE, Edition
from cases.derivation.xinjiang.files import Row, assumed, given, number, origin, percent
from cases.derivation.xinjiang.geography import slug
from cases.derivation.xinjiang.kilns import clinker_capacity, default_sites
from cases.derivation.xinjiang.sites import Sites, site_row

PRODUCTS = ("PII525", "PO425", "PC425", "PSA425")


def markets(sites: Sites) -> list[Row]:
    """The markets table; each town is added to the register of sites."""
    cities = {row["city"]: row for row in origin("cities")}
    rows: list[Row] = []
    for prefecture, town, _ in _towns():
        city = cities[town]
        place = site_row(
            {**city, "name": town, "name_zh": city["city_zh"]},
            prefecture=prefecture, source=city["coord_source"],
            confidence="assumed" if "approx" in city["coord_source"] else "reported",
        )  # fmt: skip
        sites.add(f"M_{slug(town)}", place)
        rows.append(
            {
                "market": slug(town),
                "name": town,
                "name_zh": city["city_zh"],
                "site": f"M_{slug(town)}",
                "source": "cities.csv",
                "confidence": "assumed",
                "note": "Town that stands for its part of the prefecture",
            }
        )
    return rows


def demand(edition: Edition = BASE) -> list[Row]:
    """The demand table, kt by market town, product and period."""
    return [row for period in edition.given("periods") for row in _demand_in(period, edition)]


def _demand_in(period: Row, edition: Edition) -> list[Row]:
    total, shares = case_cement(period["year"]) * season_share(period), prefecture_shares(edition)
    prices = {row["product"]: row["price"] for row in edition.every("prices")}
    return [
        {
            "market": slug(town),
            "product": product,
            "period": period["period"],
            "demand": number(total * shares[prefecture] * part * share, 2),
            "delivered_price": prices.get(product, ""),
            "source": edition.demand_source,
            "confidence": "assumed",
            "note": f"{prefecture} {number(shares[prefecture] * 100, 2)} % of the case, this town "
            f"{number(part * 100, 1)} % of it",
        }
        for prefecture, town, part in _towns()
        for product, share in _product_shares(prefecture).items()
    ]


def prefecture_shares(edition: Edition = BASE) -> dict[str, float]:
    """Share of each prefecture in the demand; they add up to 1."""
    people, clinker = _people(), _clinker(edition)
    weight = percent("demand_by_people")
    return {
        key: weight * people[key] / sum(people.values())
        + (1 - weight) * clinker.get(key, 0.0) / sum(clinker.values())
        for key in people
    }


def _people() -> dict[str, float]:
    cities = {row["city"]: row for row in origin("cities")}
    return {
        row["prefecture"]: float(cities[row["population_from"]]["prefecture_population"])
        for row in given("market_towns")
    }


def _clinker(edition: Edition) -> dict[str, float]:
    """Clinker that can be made inside the stop windows, t a year by prefecture."""
    days = run_days(edition)
    found: dict[str, float] = {}
    for plant in default_sites():
        prefecture = plant["prefecture"]
        made = clinker_capacity(plant) * days[area_of(prefecture, edition)]
        found[prefecture] = found.get(prefecture, 0.0) + made
    return found


def _towns() -> list[tuple[str, str, float]]:
    """Prefecture, market town and its part of the prefecture's demand (assumed)."""
    return [
        (row["prefecture"], town, float(weight) / 100)
        for row in given("market_towns")
        for town, weight in zip(row["towns"].split(";"), row["weights"].split(";"), strict=True)
    ]


def _product_shares(prefecture: str) -> dict[str, float]:
    shares = {product: percent(f"share_{product}") for product in PRODUCTS}
    with_slag = {row["prefecture"]: row["slag_cement"] == "yes" for row in given("market_towns")}
    if not with_slag[prefecture]:
        shares["PC425"] += shares.pop("PSA425")
    return shares
