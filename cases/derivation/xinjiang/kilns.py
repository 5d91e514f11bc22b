"""Kilns as groups of identical lines, and the mills beside them."""

from __future__ import annotations

from collections import Counter

from cases.derivation.xinjiang.calendar import area_of
from cases.derivation.xinjiang.editions import BASE, Edition
from cases.derivation.xinjiang.files import Row, assumed, given, number, origin
from cases.derivation.xinjiang.sites import Sites, site_row

SLAG_CLASSES = {
    "slag": frozenset({"XJ16", "XJ17"}),  # Tianye: dry acetylene
    "slag_press_cake": frozenset({"XJ07", "XJ08", "XJ09", "XJ14"}),
}
COPROCESSING_FLOOR = 2000  # t/d, practice under HJ 662-2013
CONFIDENCE = ("reported", "derived", "assumed")


def default_sites() -> list[Row]:
    """Rows of the kiln list that stand in the case."""
    return [row for row in origin("kilns") if row["include_default"] == "1"]


def kilns(sites: Sites, edition: Edition = BASE) -> list[Row]:
    """The kilns table; each kiln site is added to the register."""
    rows: list[Row] = []
    for plant in default_sites():
        sites.add(plant["plant_id"], _site(plant))
        for capacity, lines in sorted(Counter(plant["line_tpd"].split("+")).items()):
            rows.append(_kiln(plant, int(capacity), lines, area_of(plant["prefecture"], edition)))
    return rows


def plants(sites: Sites) -> list[Row]:
    """The plants table: a mill beside every kiln site and the grinding stations."""
    beside = [_mill(plant, _mill_capacity(plant), "derived") for plant in default_sites()]
    known = {row["plant_id"]: row for row in origin("kilns")}
    stations = []
    for row in given("grinders"):
        plant = known[row["plant_id"]]
        sites.add(plant["plant_id"], _site(plant))
        stations.append({**_mill(plant, float(row["capacity"]), row["confidence"]), "note": row["note"]})
    return beside + stations


def clinker_capacity(plant: Row) -> float:
    """Registered clinker capacity of a site, t/d."""
    return sum(float(part) for part in plant["line_tpd"].split("+"))


def _site(plant: Row) -> Row:
    row = {**plant, "name": plant["plant_en"], "name_zh": _known(plant["plant_zh"])}
    exact = plant["coord_accuracy"].startswith("exact")
    return site_row(
        row,
        prefecture=plant["prefecture"],
        source=plant["source"],
        confidence="reported" if exact else "assumed",
        note=f"Coordinates: {plant['coord_accuracy']}; name: {plant['name_confidence']}",
    )


def _kiln(plant: Row, capacity: int, lines: int, area: str) -> Row:
    return {
        "kiln": f"{plant['plant_id']}_{capacity}",
        "name": f"{plant['plant_en']} {lines} x {capacity} t/d",
        "name_zh": _known(plant["plant_zh"]),
        "company": _known(plant["group"]) or "not known",
        "site": plant["plant_id"],
        "class": _class(plant["plant_id"], capacity),
        "area": area,
        "lines": str(lines),
        "capacity": str(capacity),
        "coprocessing": "yes" if capacity >= COPROCESSING_FLOOR else "no",
        "source": plant["source"],
        "confidence": _confidence(plant["capacity_confidence"]),
        "note": f"Capacity: {plant['capacity_confidence']}",
    }


def _class(site: str, capacity: int) -> str:
    for slag_class, slag_sites in SLAG_CLASSES.items():
        if site in slag_sites:
            return slag_class
    if capacity >= 4000:
        return "limestone_5000"
    return "limestone_2500" if capacity >= COPROCESSING_FLOOR else "small"


def _mill(plant: Row, capacity: float, confidence: str) -> Row:
    return {
        "plant": f"{plant['plant_id']}_mill",
        "name": f"{plant['plant_en']} mill",
        "name_zh": _known(plant["plant_zh"]),
        "company": _known(plant["group"]) or "not known",
        "site": plant["plant_id"],
        "capacity": number(capacity, 0),
        "variable_cost": number(assumed("variable_cost_mill")),
        "base_energy": number(assumed("base_energy_mill")),
        "source": plant["source"],
        "confidence": confidence,
        "note": "Clinker capacity at 310 d / 0.70" if confidence == "derived" else "",
    }


def _mill_capacity(plant: Row) -> float:
    """Cement, kt a year."""
    clinker = clinker_capacity(plant) * assumed("convention_days") / 1000
    return clinker / assumed("cement_per_clinker_capacity")


def _known(text: str) -> str:
    return "" if text.startswith("?") else text


def _confidence(text: str) -> str:
    return next((word for word in CONFIDENCE if text.startswith(word)), "assumed")
