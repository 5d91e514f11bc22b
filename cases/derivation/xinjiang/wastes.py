r"""Sources of waste: what arises, what is captive, what others take.

For a source with :math:`T` dry tonnes, of which a linked kiln can take :math:`C`, the rest :math:`R = T - C`
counts with the identified share :math:`s`; of it an open part :math:`o` may be had:

.. math:: arising = C + sR, \quad used = sR(1 - o), \quad captive = C
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cases.derivation.xinjiang.calendar import area_of, run_days
from cases.derivation.xinjiang.files import Row, assumed, given, number, origin, percent
from cases.derivation.xinjiang.kilns import clinker_capacity, default_sites
from cases.derivation.xinjiang.share import identified_share
from cases.derivation.xinjiang.sites import Sites, site_row

CEMENT_IS_A_USER = frozenset({"fly_ash", "bottom_ash", "fgd_gypsum"})
STORED_BY_DAYS = ("fly_ash", "bottom_ash", "fgd_gypsum", "rdf", "cotton_stalk")
WITH_POWER = frozenset({"fly_ash", "bottom_ash", "fgd_gypsum"})
FUELS = frozenset({"rdf", "cotton_stalk"})
LOW_ASH_FACTOR = "0.04"  # t/MWh: Zhundong coal
HEATING_WORDS = ("cogen", "heat", "chp")


def dropped() -> list[str]:
    """Ids of the origin's rows without supply."""
    return [row["source_id"] for row in origin("sources") if not float(row["supply_t_dry_per_y"] or 0)]


def wastes(sites: Sites) -> list[Row]:
    """Waste rows of the sources table; their sites are added to the register."""
    linked = {row["source_id"]: row for row in given("captive")}
    none = set(dropped())
    rows: list[Row] = []
    for row in origin("sources"):
        if row["source_id"] not in none:
            rows += _sources(row, sites, linked.get(row["source_id"], {}))
    return rows


def _sources(row: Row, sites: Sites, link: Row) -> Iterator[Row]:
    """One row, or one for each kiln site that the waste is captive to."""
    kiln_sites = [site for site in link.get("kiln_sites", "").split(";") if site]
    if len(kiln_sites) < 2:
        yield _source(row, _site(row, sites), link, kiln_sites)
        return
    total = sum(_slag_use(site) for site in kiln_sites)
    for letter, site in zip("ABCDEFGH", kiln_sites, strict=False):
        supply = float(row["supply_t_dry_per_y"]) * _slag_use(site) / total
        part = {**row, "source_id": row["source_id"] + letter, "supply_t_dry_per_y": str(supply)}
        place = _site(row, sites) if letter == "A" or len(kiln_sites) > 2 or _near(row) else _beside(part, site, sites)
        yield {**_source(part, place, link, [site]), "name": f"{row['name']} ({letter}, next to {site})"}


def _near(row: Row) -> bool:
    """Whether the linked kilns stand by the same works (Toksun); Tianye has two parks."""
    return row["source_id"] == "CS003"


def _beside(row: Row, kiln_site: str, sites: Sites) -> str:
    """A site of its own at the kiln site's point."""
    lat, lon = sites.point(kiln_site)
    at = {**row, "lat": str(lat), "lon": str(lon)}
    text = "Placed at the kiln site: the works in the north park"
    place = site_row(
        at, prefecture=row["prefecture"], source=row["source"], confidence="assumed", note=text
    )
    return sites.add(f"W_{row['source_id']}", place)


def _site(row: Row, sites: Sites) -> str:
    exact = row["coord_accuracy"].startswith(("exact", "as in"))
    place = site_row(
        row,
        prefecture=row["prefecture"],
        source=row["source"],
        confidence="reported" if exact else "assumed",
        note=f"Coordinates: {row['coord_accuracy']}",
    )
    return sites.share(f"W_{row['source_id']}", place)


def _source(row: Row, site: str, link: Row, kiln_sites: list[str]) -> Row:
    material = row["material"]
    amounts = _amounts(row, kiln_sites)
    return {
        "source_id": row["source_id"],
        "name": _name(row),
        "name_zh": row["name_zh"],
        "site": site,
        "material": material,
        "analysis": "fly_ash_zhundong" if _is_zhundong_ash(row) else "",
        "moisture": number(assumed(link["moisture"])) if link else "",
        **{key: number(value / 1000) for key, value in amounts.items()},
        "captive_site": kiln_sites[0] if amounts.get("captive") else "",
        "price": number(assumed(f"price_{material}")),
        "disposal_cost": "0" if material == "cotton_stalk" else number(assumed(f"disposal_{material}")),
        "profile": _profile(row),
        "store": _store(row, amounts["arising"]),
        "source": row["source"],
        "confidence": "assumed" if "assumed" in row["supply_confidence"] else "derived",
        "note": _note(row, link),
    }


def _amounts(row: Row, kiln_sites: list[str]) -> Mapping[str, float]:
    """Dry tonnes a year: arising, used elsewhere and, where there is any, captive."""
    total, free = float(row["supply_t_dry_per_y"]), float(row["assumed_free_fraction"])
    captive = min(total * (1 - free), _slag_use(kiln_sites[0])) if kiln_sites else 0.0
    share = 1.0 if row["material"] in FUELS and not _scaled(row) else identified_share()
    rest = share * (total - captive)
    amounts = {"arising": captive + rest, "used_elsewhere": rest * (1 - _open(row, free))}
    return {**amounts, "captive": captive} if captive else amounts


def _scaled(row: Row) -> bool:
    return bool(row["material"])


def _open(row: Row, free: float) -> float:
    """Part of what is not captive that kilns and mills of the case may have."""
    material = row["material"]
    if material == "carbide_slag":
        return 1.0  # nobody outside cement is known to take it
    if material in CEMENT_IS_A_USER:
        return free + percent(f"cement_share_of_users_{material}") * (1 - free)
    return free


def _slag_use(site: str) -> float:
    """Dry slag that the kilns of a site can take inside their windows, t a year."""
    plant = next(plant for plant in default_sites() if plant["plant_id"] == site)
    days = run_days()[area_of(plant["prefecture"])]
    return clinker_capacity(plant) * days * assumed("slag_per_clinker")


def _is_zhundong_ash(row: Row) -> bool:
    return row["material"] == "fly_ash" and row["factor"] == LOW_ASH_FACTOR


def _profile(row: Row) -> str:
    if row["material"] == "cotton_stalk":
        return "cotton_harvest"
    if row["material"] in WITH_POWER:
        heating = any(word in row["name"].lower() for word in HEATING_WORDS)
        return "cogeneration" if heating or "热电" in row["name_zh"] else "power"
    return ""


def _store(row: Row, arising: float) -> str:
    """Dry kt that can be kept: so many days of the arising; blank where a yard has room."""
    if row["material"] not in STORED_BY_DAYS:
        return ""
    return number(arising * assumed(f"store_{row['material']}_days") / 365 / 1000)


def _name(row: Row) -> str:
    return row["name"] if row["material"] in FUELS else f"{row['name']}: {row['material'].replace('_', ' ')}"


def _note(row: Row, link: Row) -> str:
    whole = f"Whole source {number(float(row['supply_t_dry_per_y']) / 1000, 1)} kt dry; {row['supply_confidence']}"
    free = f"free part {row['assumed_free_fraction']} is assumed"
    return "; ".join(filter(None, (whole, free, row["note"], link.get("note", ""))))
