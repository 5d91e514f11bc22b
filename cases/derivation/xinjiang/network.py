"""Places, links, transfers and services of the transport graph, as it stood in the year of the edition."""

from __future__ import annotations

from cases.derivation.xinjiang.editions import BASE, Edition
from cases.derivation.xinjiang.files import Row, assumed, given, number, origin
from cases.derivation.xinjiang.geography import slug, station_id, town_id

CAPACITIES = {  # kt a year, reported totals of the fact base
    "Hami-Lop Nur railway": (30_000, "Hami-Lop Nur: 30 Mt a year"),
    "Wubei-Zhundong-Jiangjunmiao railway": (50_000, "Wubei-Jiangjunmiao: 50 Mt a year"),
}


def places() -> list[Row]:
    """The places table: towns and stations."""
    return [_town(row) for row in origin("cities")] + _stations()


def links(edition: Edition = BASE) -> list[Row]:
    """Roads between towns, railways between stations, roads from towns to stations."""
    roads = [_road(row) for row in origin("road_links") if not _closed(row, edition)]
    rails = [_rail(row, n) for n, row in enumerate(origin("rail_lines"), start=1) if not _closed(row, edition)]
    return roads + rails + [_to_station(row) for row in origin("station_town_links")]


def transfers() -> list[Row]:
    """Loading between lorry and train at freight stations; powder only where said."""
    listed = {row["station"]: row for row in given("freight_stations")}
    stations = sorted({row["station"] for row in origin("station_town_links")} | set(listed))
    groups = [row["goods_group"] for row in given("goods_groups")]
    rows = []
    for station in stations:
        powder = station in listed and listed[station]["powder"] == "yes"
        rows.append(_transfer(station, "", [g for g in groups if g != "powder"], "transfer_cost"))
        if powder:
            rows.append(_transfer(station, "_powder", ["powder"], "transfer_powder_cost"))
    return rows


def services() -> list[Row]:
    """Rail services with least volumes."""
    return [
        {
            "service": row["service"],
            "from_place": station_id(row["from_station"]),
            "to_place": station_id(row["to_station"]),
            **{key: row[key] for key in ("goods_group", "minimum", "maximum", "rule", "confidence", "note")},
            "source": "Least volume of a regular block train",
        }
        for row in given("rail_services")
    ]


def _closed(row: Row, edition: Edition) -> bool:
    return (row["from"], row["to"]) in edition.closed


def _town(row: Row) -> Row:
    approximate = "approx" in row["coord_source"]
    return {
        "place": town_id(row["city"]),
        "name": row["city"],
        "name_zh": row["city_zh"],
        "kind": "town",
        "lon": row["lon"],
        "lat": row["lat"],
        "source": row["coord_source"],
        "confidence": "assumed" if approximate else "reported",
    }


def _stations() -> list[Row]:
    found: dict[str, Row] = {}
    for row in origin("rail_lines"):
        sources = [part.strip() for part in row["coord_source"].split("/")]
        for end, source in zip(("from", "to"), (sources[0], sources[-1]), strict=True):
            osm = source.startswith("OSM")
            found.setdefault(
                row[end],
                {
                    "place": station_id(row[end]),
                    "name": row[end],
                    "name_zh": row[f"{end}_zh"],
                    "kind": "station",
                    "lon": row[f"{end}_lon"],
                    "lat": row[f"{end}_lat"],
                    "source": "OpenStreetMap (ODbL)" if osm else source,
                    "confidence": "reported" if osm else "assumed",
                },
            )
    return [found[name] for name in sorted(found)]


def _road(row: Row) -> Row:
    return {
        "link": f"road_{slug(row['from'])}_{slug(row['to'])}",
        "from_place": town_id(row["from"]),
        "to_place": town_id(row["to"]),
        "mode": "road",
        "length": row["km"],
        "source": " ".join(filter(None, (row["road"], row["source"]))),
        "confidence": _confidence(row["confidence"]),
        "note": row["note"],
    }


def _rail(row: Row, count: int) -> Row:
    capacity, text = CAPACITIES.get(row["line"], (None, ""))
    limits = (
        {} if capacity is None else {"capacity": str(capacity), "capacity_left": number(assumed("rail_left"))}
    )
    return {
        "link": f"rail_{count:03d}_{slug(row['from'])}_{slug(row['to'])}",
        "from_place": station_id(row["from"]),
        "to_place": station_id(row["to"]),
        "mode": "rail",
        "length": row["km"],
        **limits,
        "source": f"{row['line']}: {row['source']}",
        "confidence": _confidence(row["confidence"]),
        "note": "; ".join(filter(None, (row["note"], text and f"{text}; share left assumed"))),
    }


def _to_station(row: Row) -> Row:
    return {
        "link": f"access_{slug(row['city'])}_{slug(row['station'])}",
        "from_place": town_id(row["city"]),
        "to_place": station_id(row["station"]),
        "mode": "road",
        "length": row["road_km"],
        "source": "station_town_links.csv",
        "confidence": _confidence(row["confidence"]),
        "note": row["confidence"],
    }


def _transfer(station: str, suffix: str, groups: list[str], cost: str) -> Row:
    return {
        "transfer": f"load_{slug(station)}{suffix}",
        "place": station_id(station),
        "from_mode": "road",
        "to_mode": "rail",
        "cost": number(assumed(cost)),
        "co2": number(assumed("transfer_co2")),
        "goods_groups": ";".join(groups),
        "source": "Costs per end known in the field; which stations handle which goods was not found",
        "confidence": "assumed",
    }


def _confidence(text: str) -> str:
    return next((w for w in ("reported", "derived", "assumed") if text.startswith(w)), "assumed")
