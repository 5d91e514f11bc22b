"""The case: typed, unit-safe and immutable; every value knows the cell it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, NoReturn, TypeVar, cast

from cases import records as r
from cases.dictionary import dictionary
from cases.findings import CellRef

K = TypeVar("K")
V = TypeVar("V")
Key = str | tuple[str, ...]
_NOT_CONTENT = ("source", "confidence", "note")


class Frozen(dict[K, V]):
    """A mapping that refuses to be changed; it can be sent to another process."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a case is immutable")

    __setitem__ = __delitem__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __reduce__(self) -> tuple[type[Frozen[K, V]], tuple[dict[K, V]]]:
        return (type(self), (dict(self),))

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self))


class DefaultUsed(NamedTuple):
    """A figure nobody stated: where it went, what it is, who says so."""

    table: str
    key: Key
    column: str
    value: str
    unit: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNote:
    """What a row of a vertical table says beside its value; low and high in the item's unit."""

    low: float | None = None
    high: float | None = None
    source: str | None = None
    confidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the rows of one table stand."""

    file: str
    sheet: str
    workbook: bool
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    lines: Mapping[Key, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question put to the program: every table of the data dictionary, typed."""

    info: r.CaseInfo
    factors: r.Factors
    periods: Mapping[str, r.Period]
    years: Mapping[str, r.Year]
    areas: Mapping[str, r.Area]
    stop_windows: Mapping[str, r.StopWindow]
    swaps: Mapping[tuple[str, str], r.Swap]
    profiles: Mapping[str, r.Profile]
    places: Mapping[str, r.Place]
    sites: Mapping[str, r.Site]
    goods_groups: Mapping[str, r.GoodsGroup]
    modes: Mapping[str, r.Mode]
    tariffs: Mapping[tuple[str, str], r.Tariff]
    links: Mapping[str, r.Link]
    transfers: Mapping[str, r.Transfer]
    services: Mapping[str, r.Service]
    connections: Mapping[str, r.Connection]
    clean_transport: Mapping[str, r.CleanTransport]
    constituents: Mapping[str, r.Constituent]
    materials: Mapping[str, r.Material]
    analyses: Mapping[str, r.Analysis]
    elements: Mapping[str, r.Element]
    fuels: Mapping[str, r.Fuel]
    sources: Mapping[str, r.Source]
    reference_mixes: Mapping[tuple[str, str], r.ReferenceShare]
    kiln_classes: Mapping[str, r.KilnClass]
    kilns: Mapping[str, r.Kiln]
    replacement_sets: Mapping[str, r.ReplacementSet]
    replacement_ratios: Mapping[tuple[str, str], r.ReplacementRatio]
    warnings: Mapping[str, r.CapacityWarning]
    dosing: Mapping[tuple[str, str], r.Dosing]
    products: Mapping[str, r.Product]
    recipes: Mapping[tuple[str, str], r.Recipe]
    plants: Mapping[str, r.Plant]
    markets: Mapping[str, r.Market]
    demand: Mapping[tuple[str, str, str], r.Demand]
    projects: Mapping[str, r.Project]
    project_relations: Mapping[tuple[str, str], r.ProjectRelation]
    project_effects: Mapping[tuple[str, str, str, str], r.ProjectEffect]
    stores: Mapping[tuple[str, str], r.Store]
    carbon_market: Mapping[str, r.CarbonYear]
    carbon_bands: Mapping[str, r.CarbonBand]
    vat_rates: Mapping[str, r.VatRate]
    refund_products: Mapping[tuple[str, str], r.RefundProduct]
    metrics: Mapping[str, r.Metric]
    metric_terms: Mapping[tuple[str, str, str], r.MetricTerm]
    limits: Mapping[tuple[str, str], r.Limit]
    form_terms: Mapping[tuple[str, str, str], r.FormTermRow]
    thresholds: Mapping[str, r.Threshold]
    targets: Mapping[str, r.Target]
    current_kilns: Mapping[tuple[str, str], r.CurrentKiln]
    current_feed: Mapping[tuple[str, str, str, str], r.CurrentFeed]
    current_recipes: Mapping[tuple[str, str], r.CurrentRecipe]
    current_cement: Mapping[tuple[str, str, str], r.CurrentCement]
    current_flows: Mapping[tuple[str, str, str, str, str, str], r.CurrentFlow]
    scenarios: Mapping[tuple[str, str], r.ScenarioChange]
    items: Mapping[tuple[str, str], ItemNote]
    defaults_used: tuple[DefaultUsed, ...]
    origins: Mapping[str, Origin]
    changes: Mapping[tuple[str, Key, str], str]
    fingerprint: str

    def cell(self, table: str, key: Key, column: str) -> CellRef | None:
        """Where a value stands; None if its table was not given. The key of a vertical table is the item."""
        origin = self.origins.get(table)
        if origin is None:
            return None
        return CellRef(
            file=origin.file,
            sheet=origin.sheet,
            row=origin.lines.get(key),
            column=origin.columns.get(column),
            heading=origin.headings.get(column, column),
            workbook=origin.workbook,
            change=self.changes.get((table, key, column)),
        )


def fingerprint(info: object, factors: object, tables: Mapping[str, Mapping[Key, object]]) -> str:
    """SHA-256 of everything that can move the answer, rows sorted by key; notes and sources are left out."""
    digest = hashlib.sha256()
    for record in (info, factors):
        digest.update(_content(record).encode())
    for name in dictionary():
        if name == "scenarios":  # they move the answer only when applied
            continue
        rows = tables.get(name, {})
        for key in sorted(rows, key=lambda k: k if isinstance(k, tuple) else (k,)):
            digest.update(f"{name}|{_content(rows[key])}\n".encode())
    return digest.hexdigest()


def _content(record: object) -> str:
    if record is None:
        return ""
    names, get = _getter(cast("Hashable", type(record)))
    values = [sorted(v.items()) if isinstance(v, Frozen) else v for v in get(record)]
    return f"{names}{values!r}"


@cache
def _getter(record: Hashable) -> tuple[str, Callable[[object], tuple[object, ...]]]:
    names = [column.name for column in fields(cast("type[Any]", record)) if column.name not in _NOT_CONTENT]
    return ",".join(names), attrgetter(*names)
