"""The mid case: the kilns, wastes and markets around Urumqi, for tests; the same figures, fewer rows."""

from __future__ import annotations

from collections.abc import Mapping

from cases.derivation.xinjiang.files import Row, Tables

PREFECTURES = frozenset({"Urumqi", "Changji", "XPCC Shihezi", "XPCC Wujiaqu", "Turpan"})
LARGEST = {  # so many sources of a material, by what arises; the others are kept whole
    "fly_ash": 12,
    "bottom_ash": 8,
    "fgd_gypsum": 8,
    "coal_gangue": 8,
    "sandstone": 4,
    "clay": 4,
}
WEST, EAST, SOUTH, NORTH = 85.0, 90.5, 42.0, 45.5  # degrees
HEADING = {
    "id": "mid",
    "name": "Around Urumqi 2022: a cut of the Xinjiang case for tests",
    "name_zh": "乌鲁木齐周边2022：新疆案例的测试子集",
    "coverage": "Kilns, markets and the larger wastes of Urumqi, Changji, Shihezi, Wujiaqu and Turpan "
    "as in the case xinjiang; nothing crosses the edge of the cut.",
    "coverage_zh": "乌鲁木齐、昌吉、石河子、五家渠和吐鲁番的窑、市场和较大固废来源，数据同新疆案例；与范围以外无货物往来。",
}


def cut(whole: Tables) -> Tables:
    """Tables of the mid case."""
    tables = {key: list(rows) for key, rows in whole.items()}
    near = _values([row for row in whole["sites"] if row["prefecture"] in PREFECTURES], "site")
    for key in ("kilns", "plants", "markets"):
        tables[key] = _keep(whole[key], site=near)
    tables["sources"] = _sources(_keep(whole["sources"], site=near))
    tables["demand"] = _keep(whole["demand"], market=_values(tables["markets"], "market"))
    _technical(tables)
    _network(tables, whole)
    tables["case"] = [{**row, "value": HEADING.get(row["item"], row["value"])} for row in whole["case"]]
    return tables


def _sources(rows: list[Row]) -> list[Row]:
    """The largest sources of the materials that have many."""
    kept: set[str] = set()
    for material in sorted(_values(rows, "material")):
        same = [row for row in rows if row["material"] == material]
        same.sort(key=lambda row: (-float(row.get("arising") or 0), row["source_id"]))
        kept |= _values(same[: LARGEST.get(material, len(same))], "source_id")
    return _keep(rows, source_id=kept)


def _technical(tables: Tables) -> None:
    """Drop materials nobody gives and kiln classes nobody runs, with what refers to them."""
    given, run = _values(tables["sources"], "material"), _values(tables["kilns"], "class")
    tables["materials"] = _keep(tables["materials"], material=given)
    tables["fuels"] = _keep(tables["fuels"], material=given)
    tables["kiln_classes"] = _keep(tables["kiln_classes"], **{"class": run})
    tables["dosing"] = _keep(tables["dosing"], **{"class": run, "material": given})
    areas = _values(tables["kilns"], "area")
    for key in ("areas", "stop_windows"):
        tables[key] = _keep(tables[key], area=areas)


def _network(tables: Tables, whole: Tables) -> None:
    """Places inside the frame, sites in use and the links between what is kept."""
    used = set().union(*(_values(tables[key], "site") for key in ("sources", "kilns", "plants", "markets")))
    tables["sites"] = _keep(whole["sites"], site=used)
    tables["places"] = [row for row in whole["places"] if _inside(row)]
    places = _values(tables["places"], "place")
    ends = places | used
    for key in ("links", "services"):
        tables[key] = _keep(whole[key], from_place=ends, to_place=ends)
    tables["transfers"] = _keep(whole["transfers"], place=places)
    tables["connections"] = _keep(whole["connections"], site=used)


def _inside(row: Mapping[str, str]) -> bool:
    return WEST <= float(row["lon"]) <= EAST and SOUTH <= float(row["lat"]) <= NORTH


def _values(rows: list[Row], key: str) -> set[str]:
    return {row[key] for row in rows}


def _keep(rows: list[Row], **wanted: set[str]) -> list[Row]:
    return [row for row in rows if all(row[key] in values for key, values in wanted.items())]
