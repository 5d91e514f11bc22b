r"""Sources of waste: what arises, what is captive, what others take.

For a source with :math:`T` dry tonnes, of which a linked kiln can take :math:`C`, the rest :math:`R = T - C`
counts with the identified share :math:`s`; of it an open part :math:`o` may be had:

.. math:: arising = C + sR, \quad used = sR(1 - o), \quad captive = C
"""

from __future__ import annotations

from collections.abc import Mapping

from cases.derivation.xinjiang.calendar import area_of, run_days
from cases.derivation.xinjiang.editions import BASE, Edition
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


def wastes(sites: Sites, edition: Edition = BASE) -> list[Row]:
    """Waste rows of the sources table; their sites are added to the register."""
    none = set(dropped())
    return [
        _source(part, _site(part, sites), edition)
        for row in origin("sources")
        if row["source_id"] not in none
        for part in _parts(row, edition)
    ]


def _parts(row: Row, edition: Edition) -> list[Row]:
    """The row with its link, or one for each kiln site that shares it, by what the kilns can take."""
    links = [link for link in given("captive") if link["source_id"] == row["source_id"]]
    if len(links) < 2:
        return [{**row, **_link(links[0])} if links else row]
    uses = [_slag_use(link["kiln_site"], edition) for link in links]
    total = float(row["supply_t_dry_per_y"])
    return [
        {
            **row,
            **_link(link),
            "source_id": row["source_id"] + link["part"],
            "name": f"{row['name']}, part {link['part']}",
            "supply_t_dry_per_y": str(total * use / sum(uses)),
        }
        for link, use in zip(links, uses, strict=True)
    ]


def _link(link: Row) -> Row:
    return {**{key: link[key] for key in ("kiln_site", "place", "moisture")}, "link_note": link["note"]}


def _site(row: Row, sites: Sites) -> str:
    """Id of the site where a source lies; power station and works next to it share one."""
    own = f"W_{row['source_id']}"
    exact = row["coord_accuracy"].startswith(("exact", "as in"))
    at_kiln = row.get("place") == "kiln"
    if at_kiln:
        lat, lon = sites.point(row["kiln_site"])
        row = {**row, "lat": str(lat), "lon": str(lon)}
    place = site_row(
        row,
        prefecture=row["prefecture"],
        source=row["source"],
        confidence="reported" if exact and not at_kiln else "assumed",
        note="At the kiln site" if at_kiln else f"Coordinates: {row['coord_accuracy']}",
    )
    return sites.add(own, place) if at_kiln else sites.share(own, place)


def _source(row: Row, site: str, edition: Edition) -> Row:
    material = row["material"]
    amounts = _amounts(row, edition)
    return {
        "source_id": row["source_id"],
        "name": _name(row),
        "name_zh": row["name_zh"],
        "site": site,
        "material": material,
        "analysis": "fly_ash_zhundong" if _is_zhundong_ash(row) else "",
        "moisture": number(assumed(row["moisture"])) if "moisture" in row else "",
        **{key: number(value / 1000) for key, value in amounts.items()},
        "captive_site": row["kiln_site"] if "captive" in amounts else "",
        "price": number(assumed(f"price_{material}")),
        "disposal_cost": "0" if material == "cotton_stalk" else number(assumed(f"disposal_{material}")),
        "profile": _profile(row),
        "store": _store(row, amounts["arising"]),
        "source": row["source"],
        "confidence": "assumed" if "assumed" in row["supply_confidence"] else "derived",
        "note": _note(row),
    }


def _amounts(row: Row, edition: Edition) -> Mapping[str, float]:
    """Dry tonnes a year: arising, used elsewhere and, where there is any, captive."""
    total, free = float(row["supply_t_dry_per_y"]), float(row["assumed_free_fraction"])
    kiln_site = row.get("kiln_site", "")
    captive = min(total * (1 - free), _slag_use(kiln_site, edition)) if kiln_site else 0.0
    rest = identified_share() * (total - captive)
    amounts = {"arising": captive + rest, "used_elsewhere": rest * (1 - _open(row, free))}
    return {**amounts, "captive": captive} if captive else amounts


def _open(row: Row, free: float) -> float:
    """Part of what is not captive that kilns and mills of the case may have."""
    material = row["material"]
    if material == "carbide_slag":
        return 1.0  # nobody outside cement is known to take it
    if material in CEMENT_IS_A_USER:
        return free + percent(f"cement_share_of_users_{material}") * (1 - free)
    return free


def _slag_use(site: str, edition: Edition) -> float:
    """Dry slag that the kilns of a site can take inside their windows, t a year."""
    plant = next(plant for plant in default_sites() if plant["plant_id"] == site)
    days = run_days(edition)[area_of(plant["prefecture"], edition)]
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


def _note(row: Row) -> str:
    amount = number(float(row["supply_t_dry_per_y"]) / 1000, 1)
    whole = f"Whole source {amount} kt dry; {row['supply_confidence']}"
    free = f"free part {row['assumed_free_fraction']} is assumed"
    return "; ".join(filter(None, (whole, free, row["note"], row.get("link_note", ""))))
