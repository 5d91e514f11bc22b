"""Typed rows of the case itself, of time and of the transport network; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.row import MonthDay, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInfo:
    """The case itself: name, base year, aim, options. One item a row."""

    id: str
    name: str
    name_zh: str | None
    currency: str
    base_year: int
    coverage: str | None
    coverage_zh: str | None
    aim: Literal["cost", "co2", "priced", "cap"]
    money: Literal["system", "cement"]
    carbon_price: float
    co2_cap: float | None
    detour_factor: float
    last_mile_road_km: float
    last_mile_rail_km: float
    stations_per_site: int
    road_preference: float
    rail_share_floor: float | None
    rail_share_beyond_km: float
    road_ceiling_km: float | None
    peak_year: int | None
    discount_rate: float
    budget: float | None
    current_completion: Literal["customary", "least_cost"]
    clinker_goods_group: str
    clinker_reach_km: float | None
    registered_days: float | None
    replacement_set: str | None
    worst_materials: float
    worst_deviations: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """Figures that hold for the whole case, each with its source and range. One item a row."""

    heat_carbonate_cao: float
    heat_carbonate_mgo: float
    heat_hydrate_cao: float
    hydrate_saving_kept: float
    heat_silicate_cao: float
    heat_organic_c: float
    organic_c_useful: float
    heat_evaporation: float
    grid_co2: float
    electricity_price: float
    guideline_clinker_co2: float
    guideline_deducts_captured: bool
    strength_reference: float
    clinker_mill_energy: float
    noncompliant_share: float
    disposal_co2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Row):
    """Parts of time with their days; one year is one row."""

    period: str
    name: str | None
    name_zh: str | None
    year: int
    start: MonthDay
    end: MonthDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Row):
    """Areas that share stop windows."""

    area: str
    name: str | None
    name_zh: str | None
    utilisation: float | None
    region_class: Literal["key", "other"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWindow(Row):
    """Dates between which the kilns of an area stand (both days included)."""

    window: str
    area: str
    start: MonthDay
    end: MonthDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Row):
    """Share of the yearly arising that falls in each month."""

    profile: str
    m01: float
    m02: float
    m03: float
    m04: float
    m05: float
    m06: float
    m07: float
    m08: float
    m09: float
    m10: float
    m11: float
    m12: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Row):
    """Towns, stations and junctions of the transport graph."""

    place: str
    name: str | None
    name_zh: str | None
    kind: Literal["town", "station", "junction"]
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Row):
    """Where sources, kilns, grinding plants and markets stand."""

    site: str
    name: str | None
    name_zh: str | None
    lon: float
    lat: float
    prefecture: str | None
    province: str | None
    trucks: Literal["china_v", "china_vi", "new_energy"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsGroup(Row):
    """Commodity groups for tariffs and terminals."""

    goods_group: str
    name: str | None
    name_zh: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode(Row):
    """Ways of hauling with their emissions and vehicle loads."""

    mode: Literal["road", "rail", "conveyor", "pipeline"]
    co2: float
    payload: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff(Row):
    """Price of hauling by mode and goods group."""

    mode: str
    goods_group: str
    base: float
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Row):
    """Edges of the transport graph."""

    link: str
    from_place: str
    to_place: str
    mode: str
    length: float
    rate: float | None
    co2: float | None
    capacity: float | None
    tracks: int | None
    capacity_left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Row):
    """Loading and unloading between modes at a place."""

    transfer: str
    place: str
    from_mode: str
    to_mode: str
    cost: float
    co2: float
    capacity: float | None
    goods_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Row):
    """Minimum and maximum volumes by station pair and goods group."""

    service: str
    from_place: str
    to_place: str
    goods_group: str
    minimum: float
    maximum: float | None
    rule: Literal["if_used", "always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection(Row):
    """Stated connections of a site to the network; they replace the computed ones of that site and mode."""

    connection: str
    site: str
    place: str
    mode: str
    length: float
