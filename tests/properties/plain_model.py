"""The hand case's world as a plain linear program per choice of lines and feeders, without the program.

Numbers are read from the case's cells. Every choice of whole numbers is enumerated (how many lines each kiln
runs, which raw materials each takes) and solved as a small linear program; the least is the answer.
Units: kt, TJ, MWh, thousand CNY. Fuel is never burnt to dry while exhaust heat is left, since it is dearer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from tests.cases_in_code import CaseInCode

OXIDES = ("sio2", "al2o3", "fe2o3", "cao", "mgo", "so3", "cl")
RAW = {"marl": "quarry_marl", "slag_cake": "works_slag_cake"}
RUN_DAYS = 304
TOWN_KM = {"works": 20, "quarry": 10, "kiln_west": 10, "kiln_east": 10, "mill": 10, "city": 20}
STATION_KM = {"works": 25, "kiln_west": 25, "kiln_east": 12, "mill": 12}
IN_THE_WEST = ("works", "kiln_west")
WEIGHTS: dict[str, tuple[float, dict[str, float], dict[str, float]]] = {
    "kh": (1, {"cao": 1, "al2o3": -1.65, "fe2o3": -0.35, "so3": -0.7}, {"sio2": 2.8}),
    "silica_modulus": (1, {"sio2": 1}, {"al2o3": 1, "fe2o3": 1}),
    "alumina_modulus": (1, {"al2o3": 1}, {"fe2o3": 1}),
    "mgo": (100, {"mgo": 1}, {"mass": 1}),
    "so3": (100, {"so3": 1}, {"mass": 1}),
    "cl": (100, {"cl": 1}, {"mass": 1}),
}
FIGURES = (
    "specific_heat", "exhaust_heat", "feed_moisture_max", "feeder_minimum", "kiln_energy", "whr_energy",
    "whr_loss", "min_load", "days_min", "variable_cost", "start_cost", "dust_loss", "ash_retained",
    "retention_so3",
)  # fmt: skip
Form = dict[str, float]


class Choice(NamedTuple):
    """What one kiln does: lines that run and raw materials that have a feeder."""

    lines: int
    raw: tuple[str, ...]


def least_cost(case: CaseInCode) -> float:
    """Least system cost in CNY, infinite where no choice has a plan."""
    kilns = [row["kiln"] for row in case.rows("kilns")]
    options = [list(_choices(case, kiln)) for kiln in kilns]
    plans = (dict(zip(kilns, picked, strict=True)) for picked in product(*options))
    return min((_cost(case, plan) for plan in plans), default=math.inf)


def _choices(case: CaseInCode, kiln: str) -> Iterator[Choice]:
    yield Choice(0, ())
    feeders = int(case.get("kiln_classes", "dry_line", "raw_feeders"))
    for lines in range(1, int(case.get("kilns", kiln, "lines")) + 1):
        yield from (Choice(lines, (name,)) for name in RAW)
        if feeders > 1:
            yield Choice(lines, tuple(RAW))


class _Program:
    """Rows and costs by column name."""

    def __init__(self) -> None:
        self.cost: Form = {}
        self.constant = 0.0
        self.rows: list[tuple[Form, float]] = []
        self.equal: list[tuple[Form, float]] = []
        self.upper: dict[str, float] = {}

    def at_most(self, form: Form, right: float = 0.0) -> None:
        """Add ``form <= right``."""
        self.rows.append((form, right))

    def solve(self) -> float:
        """Least cost in kCNY, infinite without a solution."""
        names = sorted({name for form, _ in (*self.rows, *self.equal, (self.cost, 0)) for name in form})

        def matrix(rows: list[tuple[Form, float]]) -> tuple[np.ndarray, np.ndarray]:
            return np.array([[form.get(n, 0.0) for n in names] for form, _ in rows]), np.array(
                [b for _, b in rows]
            )

        above, right = matrix(self.rows)
        exact, value = matrix(self.equal)
        bounds = [(0, self.upper.get(name)) for name in names]
        found = linprog([self.cost.get(n, 0.0) for n in names], above, right, exact, value, bounds)
        return float(found.fun or 0.0) + self.constant if found.success else math.inf


def _cost(case: CaseInCode, plan: Mapping[str, Choice]) -> float:
    program = _Program()
    for kiln, choice in plan.items():
        _kiln(case, program, kiln, choice)
    _mill(case, program, list(plan))
    _waste(case, program, list(plan))
    return 1000 * program.solve()


def _kiln(case: CaseInCode, program: _Program, kiln: str, choice: Choice) -> None:
    """Balances, days, quality, feeders, drying and power of one kiln; columns are ``kiln.what``."""
    figure = {name: case.get("kiln_classes", "dry_line", name) for name in FIGURES}
    clinker, coal, days, own = (f"{kiln}.{what}" for what in ("clinker", "coal", "days", "own"))
    exhaust, fuel = f"{kiln}.exhaust", f"{kiln}.fuel"
    dust = 1 - figure["dust_loss"] / 100
    raw = {f"{kiln}.{name}": _material(case, name, dust) for name in choice.raw}
    retained = figure["ash_retained"] / 100
    ncv, ash = case.get("fuels", "coal", "ncv"), case.get("fuels", "coal", "ash") / 100 * retained
    reference = _material(case, "marl", dust)
    fed_before = (1 - ash * figure["specific_heat"] / ncv) / reference["yield"]
    base = figure["specific_heat"] - fed_before * reference["heat"]
    dried_before = 2.55 * fed_before * reference["water"]
    base -= max(0.0, dried_before - figure["exhaust_heat"])
    program.equal += [
        ({**{n: m["yield"] for n, m in raw.items()}, coal: ash, clinker: -1}, 0.0),
        ({coal: ncv, **{n: -m["heat"] for n, m in raw.items()}, clinker: -base, fuel: -1}, 0.0),
        ({**{n: 2.55 * m["water"] for n, m in raw.items()}, exhaust: -1, fuel: -1}, 0.0),
    ]
    cap = case.get("kilns", kiln, "capacity") / 1000
    program.at_most({exhaust: 1, clinker: -figure["exhaust_heat"]})
    program.at_most({clinker: 1, days: -cap})
    program.at_most({clinker: -1, days: cap * figure["min_load"] / 100})
    program.at_most({days: 1}, RUN_DAYS * choice.lines)
    program.at_most({days: -1}, -figure["days_min"] * choice.lines)
    wettest = figure["feed_moisture_max"] / 100
    program.at_most({n: m["water"] - wettest * (1 + m["water"]) for n, m in raw.items()})
    if choice.lines:
        for name in (*raw, coal):
            program.at_most({name: -1}, -figure["feeder_minimum"])
    whr, loss = figure["whr_energy"], figure["whr_loss"]
    made = whr + loss * min(dried_before, figure["exhaust_heat"])
    program.at_most({own: 1, clinker: -made, exhaust: loss})
    kept = figure["retention_so3"] / 100
    fed = raw | {coal: _ash(case, retained)}
    _quality(
        case, program, clinker, {name: {**part, "so3": part["so3"] * kept} for name, part in fed.items()}
    )
    program.constant += choice.lines * figure["start_cost"]
    _kiln_costs(case, program, kiln, dict(zip(raw, choice.raw, strict=True)))


def _kiln_costs(case: CaseInCode, program: _Program, kiln: str, raw: Mapping[str, str]) -> None:
    """Prices of what is no waste, hauls by wet tonnes, power; ``raw`` names the material of each column."""
    power = case.get("factors", "electricity_price")
    for name, what in raw.items():
        row, material = case.row("sources", RAW[what]), case.row("materials", what)
        price = 0.0 if material["waste"] == "yes" else float(row["price"])
        wet = 1 / (1 - float(material["moisture"]) / 100)
        haul = _haul(case, row["site"], kiln, "minerals")
        program.cost[name] = (price + haul) * wet + power * float(material["grinding_energy"])
    bought = case.get("sources", "works_coal", "price") + _haul(case, "works", kiln, "minerals")
    program.cost[f"{kiln}.coal"] = bought + power * case.get("fuels", "coal", "preparation_energy")
    running = case.get("kiln_classes", "dry_line", "variable_cost")
    running += power * case.get("kiln_classes", "dry_line", "kiln_energy")
    program.cost[f"{kiln}.clinker"] = running + _haul(case, kiln, "mill", "cement")
    program.cost[f"{kiln}.own"] = -power


def _quality(case: CaseInCode, program: _Program, clinker: str, parts: Mapping[str, Form]) -> None:
    for row in case.rows("limits"):
        scale, over, under = WEIGHTS[row["metric"]]
        top = {n: scale * sum(w * part[item] for item, w in over.items()) for n, part in parts.items()}
        bottom = {n: sum(w * part.get(item, 0.0) for item, w in under.items()) for n, part in parts.items()}
        bottom[clinker] = under.get("mass", 0.0)
        for side, sign in (("lower", -1.0), ("upper", 1.0)):
            if row[side]:
                bound = float(row[side])
                program.at_most({n: sign * (top.get(n, 0.0) - bound * bottom[n]) for n in bottom})


def _mill(case: CaseInCode, program: _Program, kilns: list[str]) -> None:
    """Cement of clinker and gypsum: demand, recipe, SO3 window with the clinker's upper limit, cost."""
    demand = case.get("demand", "city_market+portland+year", "demand")
    ground = {f"{kiln}.clinker": 1.0 for kiln in kilns}
    program.equal.append(({**ground, "gypsum": 1.0}, demand))
    so3 = case.get("analyses", "fgd_gypsum", "so3") / 100
    worst = case.get("limits", "clinker+so3", "upper") / 100
    least, most = (case.get("products", "portland", name) / 100 for name in ("so3_min", "so3_max"))
    program.at_most({**dict.fromkeys(ground, worst), "gypsum": so3}, demand * most)
    program.at_most({"gypsum": -so3}, -demand * least)
    program.at_most({"gypsum": 1.0}, demand * case.get("recipes", "portland+gypsum_share", "upper") / 100)
    price = case.get("factors", "electricity_price")
    for name in ground:
        program.cost[name] += 33 * price
    program.cost["gypsum"] = _haul(case, "works", "mill", "minerals") / 0.9 + 10 * price
    milling = case.get("plants", "mill", "variable_cost") + price * case.get("plants", "mill", "base_energy")
    program.constant += demand * (milling + _haul(case, "mill", "city", "cement"))


def _waste(case: CaseInCode, program: _Program, kilns: list[str]) -> None:
    """What there is of waste, what of it can be kept for the days kilns run, disposal of the rest."""
    for source, material, used in (
        ("works_slag_cake", "slag_cake", [f"{kiln}.slag_cake" for kiln in kilns]),
        ("works_gypsum", "fgd_gypsum", ["gypsum"]),
    ):
        row = case.row("sources", source)
        there = float(row["arising"]) - float(row["used_elsewhere"] or 0)
        usable = there
        if material == "slag_cake":
            while_running = there * RUN_DAYS / 365
            usable = while_running + min(float(row["store"]), there - while_running)
        taken = {name: 1.0 for name in used if name in program.cost}
        program.at_most(taken, usable)
        dry = 1 - case.get("materials", material, "moisture") / 100
        program.constant += float(row["disposal_cost"]) * there / dry
        for name in taken:
            program.cost[name] -= float(row["disposal_cost"]) / dry


def _material(case: CaseInCode, name: str, dust: float) -> Form:
    """Per dry tonne: oxides and clinker after dust, heat of decarbonation less organic carbon, free water."""
    row = case.row("analyses", name)
    part = {oxide: float(row[oxide]) / 100 for oxide in OXIDES}
    loi, co2, carbon = (float(row[column]) / 100 for column in ("loi", "co2", "organic_c"))
    share = co2 / (0.7848 * part["cao"] + 1.0919 * part["mgo"])
    other = (1 - share) * part["cao"]
    hydrate = min(other, (loi - co2 - carbon) * 56.077 / 18.015) if row["other_cao"] == "hydrate" else 0.0
    silicate = other if row["other_cao"] == "silicate" else 0.0
    heat = (
        share * (3.18 * part["cao"] + 2.5 * part["mgo"])
        + 2.25 * hydrate
        + 1.13 * silicate
        - 33 * 0.7 * carbon
    )
    moisture = float(case.row("materials", name)["moisture"]) / 100
    kept = {oxide: dust * amount for oxide, amount in part.items()}
    return {**kept, "yield": dust * (1 - loi), "heat": heat, "water": moisture / (1 - moisture)}


def _ash(case: CaseInCode, retained: float) -> Form:
    """What a tonne of coal brings into the clinker."""
    coal, row = case.row("fuels", "coal"), case.row("analyses", "coal_ash")
    ash = float(coal["ash"]) / 100 * retained
    part = {oxide: ash * float(row[oxide]) / 100 for oxide in OXIDES}
    part["so3"] += 2.497 * float(coal["sulphur"]) / 100
    part["cl"] += float(coal["chlorine"]) / 100
    return part


def _haul(case: CaseInCode, start: str, end: str, goods: str) -> float:
    """CNY per tonne by the cheaper of road and rail, handling included."""

    def way(mode: str, km: float) -> float:
        return (
            case.get("tariffs", f"{mode}+{goods}", "base")
            + case.get("tariffs", f"{mode}+{goods}", "rate") * km
        )

    crosses = (start in IN_THE_WEST) != (end in IN_THE_WEST)
    highway = case.get("links", "highway", "length") if crosses else 0.0
    by_road = way("road", TOWN_KM[start] + highway + TOWN_KM[end])
    if not crosses or start not in STATION_KM or end not in STATION_KM:
        return by_road
    ends = way("road", STATION_KM[start]) + way("road", STATION_KM[end])
    handling = case.get("transfers", "loading_west", "cost") + case.get("transfers", "loading_east", "cost")
    return min(by_road, ends + handling + way("rail", case.get("links", "railway", "length")))
