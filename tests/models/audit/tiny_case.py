"""The tiny case of the audit's tests: one kiln, one mill, one market, four sources, one railway.

Only cells that the sums of `tiny_plan` need; `.` is a blank cell, units are those of the data dictionary.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import cases
from cases import Case

DICTIONARY = Path(cases.__file__).parent / "dictionary" / "columns.csv"

ITEMS = {
    "case": {
        "id": "tiny",
        "name": "Tiny",
        "currency": "CNY",
        "base_year": "2022",
        "clinker_goods_group": "minerals",
    },
    "factors": {"grid_co2": "0.5", "electricity_price": "0.5", "disposal_co2": "10"},
}

ROWS = {
    "periods": "period year start end / year 2022 01-01 12-31",
    "areas": "area name / north North",
    "stop_windows": "window area start end / winter north 11-01 02-28",
    "places": "place kind lon lat / station_a station 85 44 / station_b station 88 44",
    "sites": "site lon lat / quarry 88.3 44 / mine 85.1 44 / kiln_site 88.1 44 / works 88.5 44 /"
    " mill_site 88.6 44"
    " / city 89 44",
    "goods_groups": "goods_group name / minerals Minerals / bulk Cement",
    "modes": "mode co2 payload / road 0.1 30 / rail 0.01 60",
    "tariffs": "mode goods_group base rate / road minerals 5 0.5 / rail minerals 10 0.1 / road bulk 5 0.5",
    "links": "link from_place to_place mode length capacity / railway station_a station_b rail 300 20"
    " / quarry_kiln quarry kiln_site road 20 . / kiln_mill kiln_site mill_site road 50 ."
    " / mill_city mill_site city road 40 .",
    "transfers": "transfer place from_mode to_mode cost co2 capacity goods_groups"
    " / load station_a road rail 8 0.4 20 minerals / unload station_b road rail 8 0.4 . .",
    "services": "service from_place to_place goods_group minimum maximum rule"
    " / coal_train station_a station_b minerals 10 15 if_used",
    "connections": "connection site place mode length / mine_a mine station_a road 10"
    " / kiln_b kiln_site station_b road 5",
    "constituents": "constituent name / clinker Clinker / gypsum Gypsum / slag Slag",
    "materials": "material waste bulk raw fuel constituent goods_group analysis moisture"
    " grinding_energy mill_energy"
    " guideline_deduction permit"
    " / limestone no no yes no . minerals limestone 5 10 . . no"
    " / slag yes yes yes no slag minerals slag 0 . . 0.215 yes"
    " / coal no no no yes . minerals . 0 . . . no"
    " / gypsum yes yes no no gypsum minerals gypsum 0 . 10 . no",
    "analyses": "analysis loi co2 sio2 al2o3 fe2o3 cao mgo so3 other_cao zn"
    " / limestone 40 40 2 0 0 50 0.8 . free ."
    " / slag 0 0 75 15 10 0 0 . free 100"
    " / gypsum 20 0 0 0 0 32 0 40 free ."
    " / ash 0 0 50 30 20 0 0 . free .",
    "elements": "element name retention / zn Zinc 90",
    "fuels": "material ncv ash ash_analysis sulphur co2 fossil_share oxidation alternative gas_volume"
    " preparation_energy / coal 23 10 ash 0.5 95 100 100 no 330 20",
    "sources": "source_id site material arising used_elsewhere captive captive_site price disposal_cost store"
    " / quarry_rock quarry limestone . . . . 20 . ."
    " / mine_coal mine coal . . . . 600 . ."
    " / own_slag kiln_site slag 60 10 30 kiln_site -10 12 5"
    " / works_gypsum works gypsum 20 . . . 30 4 10",
    "reference_mixes": "mix material share / rock limestone 100",
    "kiln_classes": "class specific_heat reference_mix reference_fuel exhaust_heat"
    " feed_moisture_max raw_feeders"
    " fuel_feeders feeder_minimum tsr_max gas_margin kiln_energy whr_energy whr_loss min_load"
    " days_min variable_cost"
    " start_cost limit_set strength"
    " / dry 3.87144 rock coal 0.2 10 2 1 5 30 0 30 30 10 90 100 20 500 usual 55",
    "kilns": "kiln site class area lines capacity coprocessing / k1 kiln_site dry north 1 500 yes",
    "dosing": "class material max_share / dry slag 25",
    "products": "product goods_group strength_min so3_min so3_max cl_max mgo_max loi_max"
    " / opc bulk 45 2 3.5 0.06 5 5",
    "recipes": "product range constituents lower upper / opc body clinker 80 97 / opc setting gypsum 3 8",
    "plants": "plant site capacity variable_cost base_energy / m1 mill_site 120 10 5",
    "markets": "market site / town city",
    "demand": "market product period demand import_price import_co2 unmet_price / town opc year 112"
    " 400 700 1000",
    "metrics": "metric basis scale unit / zinc clinker 1000000 mg/kg",
    "metric_terms": "metric side item weight / zinc numerator zn 1 / zinc denominator mass 1",
    "limits": "limit_set metric lower upper / usual kh 0.75 0.85 / usual silica_modulus . 3.2 /"
    " usual alumina_modulus 0.7 2"
    " / usual so3 0 1 / usual zinc . 50",
}  # fmt: skip


@cache
def tiny_case() -> Case:
    """The tiny case, read through the door like any other."""
    with TemporaryDirectory() as folder:
        _write(Path(folder))
        loaded = cases.load_case(folder)
    assert loaded.case is not None, [finding.sentence() for finding in loaded.findings.errors]
    return loaded.case


def _write(folder: Path) -> None:
    units = _units()
    for name, items in ITEMS.items():
        rows = [
            ["item", "value", "unit"],
            *([key, value, units.get((name, key), "")] for key, value in items.items()),
        ]
        _table(folder / f"{name}.csv", rows)
    for name, text in ROWS.items():
        rows = [["" if cell == "." else cell for cell in line.split()] for line in text.split(" / ")]
        head = [units.get((name, column), "mg/kg" if column == "zn" else "-") for column in rows[0]]
        _table(folder / f"{name}.csv", [rows[0], head, *rows[1:]])


def _table(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def _units() -> dict[tuple[str, str], str]:
    with DICTIONARY.open(encoding="utf-8") as file:
        return {(row["table"], row["column"]): row["unit"] for row in csv.DictReader(file) if row["unit"]}
