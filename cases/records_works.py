"""Typed rows of materials, sources, kilns, cement and limits; units as in the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Constituent(Row):
    """Classes of constituent in the product standard."""

    constituent: str
    name: str | None
    name_zh: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material(Row):
    """What flows, its roles and how it is handled."""

    material: str
    name: str | None
    name_zh: str | None
    waste: bool
    bulk: bool
    raw: bool
    fuel: bool
    constituent: str | None
    goods_group: str
    analysis: str | None
    moisture: float
    reach_km: float | None
    reach_nearest: int | None
    max_raw_share: float | None
    grinding_energy: float
    mill_energy: float
    activity: float
    guideline_deduction: float
    permit: bool
    environmental_tax: float
    vat_eligible: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis(Row):
    """Dry composition, loss on ignition included."""

    analysis: str
    loi: float
    co2: float
    organic_c: float | None
    organic_s: float | None
    sio2: float
    al2o3: float
    fe2o3: float
    cao: float
    mgo: float
    k2o: float | None
    na2o: float | None
    so3: float | None
    cl: float | None
    p2o5: float | None
    tio2: float | None
    other_cao: Literal["hydrate", "silicate", "free"]
    traces: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element(Row):
    """Further columns of the analyses."""

    element: str
    name: str | None
    name_zh: str | None
    retention: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuel(Row):
    """Fuel properties as received."""

    material: str
    ncv: float
    ash: float
    ash_analysis: str | None
    sulphur: float | None
    chlorine: float | None
    co2: float
    fossil_share: float
    oxidation: float
    alternative: bool
    max_heat_share: float | None
    heat_penalty: float
    gas_volume: float
    preparation_energy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Row):
    """Quarries, power stations, works, mines, cities: what arises and what may be had."""

    source_id: str
    name: str | None
    name_zh: str | None
    site: str
    material: str
    analysis: str | None
    moisture: float | None
    arising: float | None
    used_elsewhere: float
    captive: float
    captive_site: str | None
    price: float
    disposal_cost: float
    profile: str | None
    store: float | None
    store_start: float | None
    store_end: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceShare(Row):
    """Dry raw mix that a kiln's measured heat belongs to."""

    mix: str
    material: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KilnClass(Row):
    """Technical figures shared by kilns of a class."""

    kiln_class: str
    name: str | None
    name_zh: str | None
    specific_heat: float
    reference_mix: str
    reference_fuel: str
    exhaust_heat: float
    feed_moisture_max: float
    dust_loss: float
    ash_retained: float
    retention_k2o: float
    retention_na2o: float
    retention_so3: float
    retention_cl: float
    raw_feeders: int
    fuel_feeders: int
    feeder_minimum: float
    tsr_max: float
    alternative_fuel_capacity: float | None
    gas_margin: float
    kiln_energy: float
    whr_energy: float
    whr_loss: float
    min_load: float
    days_min: float
    variable_cost: float
    start_cost: float
    fixed_cost: float
    limit_set: str
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kiln(Row):
    """Groups of identical clinker lines at a site."""

    kiln: str
    name: str | None
    name_zh: str | None
    company: str | None
    site: str
    kiln_class: str
    area: str
    lines: int
    capacity: float
    coprocessing: bool
    specific_heat: float | None
    days_max: float | None
    close_by: int | None
    energy: float | None
    utilisation: float | None
    bonus_days: float | None
    limestone_replaced: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosing(Row):
    """Largest share of a material in the dry raw feed by kiln class."""

    kiln_class: str
    material: str
    max_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Row):
    """Cement types and their limits."""

    product: str
    name: str | None
    name_zh: str | None
    goods_group: str
    reach_km: float | None
    strength_min: float
    so3_min: float
    so3_max: float
    cl_max: float
    mgo_max: float | None
    loi_max: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe(Row):
    """Share ranges of constituents by product."""

    product: str
    range: str
    constituents: tuple[str, ...]
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant(Row):
    """Mills."""

    plant: str
    name: str | None
    name_zh: str | None
    company: str | None
    site: str
    capacity: float
    variable_cost: float
    base_energy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Market(Row):
    """Where cement is delivered."""

    market: str
    name: str | None
    name_zh: str | None
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Row):
    """Cement asked for."""

    market: str
    product: str
    period: str
    demand: float
    delivered_price: float | None
    import_price: float | None
    import_co2: float | None
    unmet_price: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(Row):
    """What can be kept from one period of a year into the next."""

    place: str
    goods: str
    capacity: float
    holding_cost: float
    loss: float
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Row):
    """Further quality ratios beside the built-in ones."""

    metric: str
    name: str | None
    name_zh: str | None
    basis: Literal["clinker", "input", "raw"]
    scale: float
    unit: str | None
    branch: Literal["any", "im_high", "im_low"]
    floor: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricTerm(Row):
    """Weights of the numerator and the denominator of a metric."""

    metric: str
    side: Literal["numerator", "denominator"]
    item: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Row):
    """Lower and upper limit of a metric in a limit set."""

    limit_set: str
    metric: str
    lower: float | None
    upper: float | None
    worst_materials: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioChange(Row):
    """Named short lists of changes to the case."""

    scenario: str
    change: str
    table: str
    row: str
    column: str
    action: Literal["set", "multiply"]
    value: str
