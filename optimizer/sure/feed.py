"""What each source brings to each kiln of a plan, and by how much its figures vary.

A raw material brings its oxides with the dry tonnes; a fuel brings ash and, apart from it, sulphur and
chlorine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cases.case import Case
from cases.chemistry import OXIDES, S_TO_SO3, VOLATILES
from cases.grades import Grade, grades
from cases.records import Analysis
from models.ledgers.quality import bypassed_points

KEYS = ["period", "kiln"]
GASES = {"so3": ("sulphur", S_TO_SO3), "cl": ("chlorine", 1.0)}
"""Items that a fuel brings outside its ash: figure of the fuel, tonnes of the item per tonne of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of what a source brings to a kiln: tonnes by item, what is kept of each, what lets them vary.

    ``varies`` names the figure behind each item. ``mass`` are tonnes that count as fed, ``clinker`` those
    that stay as clinker. ``scale`` is the figure that moves all of it: ``moisture`` of a raw material (wet
    tonnes are dosed), ``ncv`` of a fuel (heat is dosed); ``level`` is the moisture, t/t as received.
    """

    period: str
    kiln: str
    material: str
    source: str
    raw: bool
    scale: str
    level: float
    items: Mapping[str, float]
    kept: Mapping[str, float]
    varies: Mapping[str, str]
    mass: float
    clinker: float
    clinker_varies: str | None


def parts(case: Case, tables: Mapping[str, pd.DataFrame]) -> list[Part]:
    """Every part of the feed of every kiln, source by source."""
    known, bypassed = grades(case), bypassed_points(case, tables)
    found: list[Part] = []
    for row in by_source(case, tables).itertuples(index=False):
        kept = _kept(case, bypassed, str(row.period), str(row.kiln))
        if row.use == "raw":
            found.append(_raw(case, row, known[str(row.grade)], kept))
        else:
            found.extend(_fuel(case, row, kept))
    return found


def by_source(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The feed of kilns shared out over the sources that a site gets each grade from, by their tonnes.

    What no flow of the period explains (it came out of a store) is one source of the grade's name.
    """
    feed = tables["kiln_feed"]
    feed = feed.assign(site=[case.kilns[kiln].site for kiln in feed["kiln"]])
    flows = tables["flows"]
    sent = flows[flows["use"] == "kiln"].rename(columns={"destination_site": "site", "origin": "source"})
    sent = sent.groupby(["period", "site", "grade", "source"])[["wet_t"]].sum().reset_index()
    whole = sent.groupby(["period", "site", "grade"])["wet_t"].transform("sum")
    sent["share"] = sent["wet_t"] / whole
    sent = pd.DataFrame(sent[whole > 0]).drop(columns="wet_t")
    found = feed.merge(sent, on=["period", "site", "grade"], how="left")
    found["source"] = found["source"].where(found["source"].notna(), found["grade"])
    share = found["share"].fillna(1.0)
    return found.assign(dry_t=found["dry_t"] * share, wet_t=found["wet_t"] * share)


def _kept(
    case: Case, bypassed: Mapping[tuple[str, str, str], float], period: str, kiln: str
) -> dict[str, float]:
    """Part of each item that stays in the clinker, dust and ash left out."""
    figures = case.kiln_classes[case.kilns[kiln].kiln_class]
    found = {
        item: (getattr(figures, f"retention_{item}") + bypassed.get((period, kiln, item), 0.0)) / 100.0
        for item in VOLATILES
    }
    return found | {element: row.retention / 100.0 for element, row in case.elements.items()}


def _raw(case: Case, row: Any, grade: Grade, kept: Mapping[str, float]) -> Part:
    figures = case.kiln_classes[case.kilns[str(row.kiln)].kiln_class]
    dust = 1.0 - figures.dust_loss / 100.0
    items = {item: part * row.dry_t for item, part in _contents(case, grade.analysis)}
    loss = (grade.analysis.loi if grade.analysis else 0.0) / 100.0
    return Part(
        period=str(row.period), kiln=str(row.kiln), material=grade.material, source=str(row.source),
        raw=True, scale="moisture", level=grade.moisture / 100.0, items=items,
        kept={item: dust * kept.get(item, 1.0) for item in items}, varies={item: item for item in items},
        mass=row.dry_t, clinker=row.dry_t * (1.0 - loss) * dust, clinker_varies=None,
    )  # fmt: skip


def _fuel(case: Case, row: Any, kept: Mapping[str, float]) -> Iterator[Part]:
    fuel = case.fuels[str(row.material)]
    figures = case.kiln_classes[case.kilns[str(row.kiln)].kiln_class]
    wet, retained = float(row.wet_t), figures.ash_retained / 100.0
    ash = wet * fuel.ash / 100.0
    analysis = case.analyses[fuel.ash_analysis] if fuel.ash_analysis else None
    solid = {item: part * ash for item, part in _contents(case, analysis)}
    gas = {
        item: wet * factor * (getattr(fuel, name) or 0.0) / 100.0 for item, (name, factor) in GASES.items()
    }
    same: dict[str, Any] = {
        "period": str(row.period), "kiln": str(row.kiln), "material": fuel.material,
        "source": str(row.source), "raw": False, "scale": "ncv", "level": 0.0,
    }  # fmt: skip
    yield Part(
        **same,
        items=solid,
        kept={item: retained * kept.get(item, 1.0) for item in solid},
        varies=dict.fromkeys(solid, "ash"),
        mass=0.0,
        clinker=ash * retained,
        clinker_varies="ash",
    )
    yield Part(
        **same,
        items=gas,
        kept={item: kept[item] for item in gas},
        varies={item: name for item, (name, _) in GASES.items()},
        mass=wet,
        clinker=0.0,
        clinker_varies=None,
    )


def _contents(case: Case, analysis: Analysis | None) -> Iterator[tuple[str, float]]:
    """Tonnes of every item per dry tonne, what is not measured left out."""
    if analysis is None:
        return
    for item in (*OXIDES, "organic_s"):
        value = getattr(analysis, item)
        if value:
            yield item, value / 100.0
    for element in case.elements:
        trace = analysis.traces.get(element)
        if trace:
            yield element, trace / 1e6
