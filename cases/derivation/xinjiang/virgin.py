"""Virgin materials: quarries beside kilns, correctives at towns, gypsum, pozzolan, iron ore and coal."""

from __future__ import annotations

from dataclasses import dataclass

from cases.derivation.xinjiang.files import Row, assumed, given, number, origin
from cases.derivation.xinjiang.geography import great_circle, slug
from cases.derivation.xinjiang.kilns import default_sites
from cases.derivation.xinjiang.sites import Sites, site_row

KM_PER_DEGREE = 111.2  # of latitude
ASSUMED_PLACE = "No source names this quarry"
COAL_PREFECTURES = ("Changji", "Hami", "Urumqi", "Ili", "Tacheng", "Aksu", "Bayingolin", "Hotan")
MINE_LIMITS = {"Hotan": "coal_limit_Hotan"}


@dataclass(frozen=True, slots=True)
class Virgin:
    """One source of virgin material."""

    source_id: str
    name: str
    site: str
    material: str
    price: str
    source: str
    note: str
    name_zh: str = ""
    arising: str = ""

    def row(self) -> Row:
        """Row of the sources table."""
        return {
            "source_id": self.source_id,
            "name": self.name,
            "name_zh": self.name_zh,
            "site": self.site,
            "material": self.material,
            "arising": self.arising,
            "price": self.price,
            "source": self.source,
            "confidence": "assumed",
            "note": self.note,
        }


def virgin_materials(sites: Sites) -> list[Row]:
    """Virgin rows of the sources table; their sites are added to the register."""
    groups = (_limestone(sites), _correctives(sites), _quarries(sites), _iron_ore(sites), _coal(sites))
    return [item.row() for group in groups for item in group]


def _limestone_users() -> list[Row]:
    """Plants with a limestone quarry: kiln sites and grinding stations."""
    stations = {row["plant_id"] for row in given("grinders")}
    return default_sites() + [row for row in origin("kilns") if row["plant_id"] in stations]


def _limestone(sites: Sites) -> list[Virgin]:
    found = []
    for plant in _limestone_users():
        name = f"Limestone quarry of {plant['plant_en']}"
        text = f"Assumed {number(assumed('quarry_km'))} km by road; drawn due north of the plant"
        place = site_row(
            {**plant, "name": name, "name_zh": "", "lat": str(float(plant["lat"]) + _quarry_degrees())},
            prefecture=plant["prefecture"],
            source=plant["source"],
            confidence="assumed",
            note=text,
        )
        site = sites.add(f"Q_{plant['plant_id']}", place)
        found.append(_virgin(f"LS_{plant['plant_id']}", name, site, "limestone", text))
    return found


def _quarry_degrees() -> float:
    """Latitude between a plant and its quarry: the road over the detour factor."""
    return assumed("quarry_km") / assumed("detour_factor") / KM_PER_DEGREE


def _correctives(sites: Sites) -> list[Virgin]:
    """Sandstone and clay at the towns nearest to kilns."""
    towns = sorted({_nearest_town(plant) for plant in default_sites()})
    cities = {row["city"]: row for row in origin("cities")}
    return [
        _at_town(cities[town], material, sites, "The town stands for quarries near it")
        for town in towns
        for material in ("sandstone", "clay")
    ]


def _quarries(sites: Sites) -> list[Virgin]:
    cities = {row["city"]: row for row in origin("cities")}
    return [
        _at_town(cities[town], row["material"], sites, row["note"])
        for row in given("quarries")
        for town in row["towns"].split(";")
    ]


def _iron_ore(sites: Sites) -> list[Virgin]:
    waste = {row["source_id"]: row for row in origin("sources")}
    found = []
    for row in given("iron_ore"):
        at = waste[row["at_source"]]
        site = sites.at(at)
        found.append(
            Virgin(
                source_id=f"IO_{row['at_source']}",
                name=row["name"],
                name_zh=row["name_zh"],
                site=site,
                material="iron_ore",
                price=number(assumed("price_iron_ore")),
                source=at["source"],
                note=row["note"],
            )
        )
    return found


def _coal(sites: Sites) -> list[Virgin]:
    """The largest mines of each prefecture that has a price."""
    mines = [row for row in origin("sources") if row["material"] == "coal_gangue"]
    mines.sort(key=lambda row: (-float(row["supply_t_dry_per_y"]), row["source_id"]))
    found = []
    for prefecture in COAL_PREFECTURES:
        local = [row for row in mines if row["prefecture"] == prefecture]
        for mine in local[: int(assumed(f"coal_mines_{prefecture}"))]:
            limit = MINE_LIMITS.get(prefecture)
            found.append(
                Virgin(
                    source_id=f"CO_{mine['source_id']}",
                    name=f"{mine['name']}: coal",
                    site=sites.at(mine),
                    material="coal",
                    price=number(assumed(f"coal_price_{prefecture}")),
                    source=mine["source"],
                    arising=number(assumed(limit)) if limit else "",
                    note="Place of the mine reported, price assumed; tonnes as received",
                )
            )
    return found


def _at_town(city: Row, material: str, sites: Sites, note: str) -> Virgin:
    site = f"T_{slug(city['city'])}"
    if site not in sites.rows:
        row = {**city, "name": f"Quarries near {city['city']}", "name_zh": city["city_zh"]}
        sites.add(
            site,
            site_row(
                row,
                prefecture=city["prefecture"],
                source=city["coord_source"],
                confidence="assumed",
                note="A town that stands for quarries near it",
            ),
        )
    source_id = f"{material.upper()[:2]}_{slug(city['city'])}"
    return _virgin(
        source_id, f"{material.replace('_', ' ').capitalize()} near {city['city']}", site, material, note
    )


def _virgin(source_id: str, name: str, site: str, material: str, note: str) -> Virgin:
    price = number(assumed(f"price_{material}"))
    return Virgin(source_id, name, site, material, price, ASSUMED_PLACE, note)


def _nearest_town(plant: Row) -> str:
    point = (float(plant["lat"]), float(plant["lon"]))
    towns = origin("cities")
    return min(
        towns, key=lambda town: (great_circle(point, (float(town["lat"]), float(town["lon"]))), town["city"])
    )["city"]
