"""Share of running capacity whose clinker takes no more energy than a norm, kiln by kiln and year by year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.policy import CAPACITY, REGION, SUBJECT, required, targeted
from models.data import ModelData
from models.form_rows import extremes, summed
from models.forms import column_ids, owners, places
from models.products import product
from models.registry import Domain, Floats, Kind, Registry
from models.target_rows import KEYS, target_rows

KILN_YEAR = ["kiln", "year"]
WITHIN = ["target", "kiln", "year"]


def add(registry: Registry, data: ModelData) -> None:
    """Register which kilns keep within the norm, and write the share that their running capacity must have.

    Σ capacity · lines · within ≥ share · Σ capacity · lines [kt/d]; lines: the most of the year's periods.
    """
    asked = [(t.target, s, y, t.scope) for t, s, y in targeted(data.case) if t.indicator == CAPACITY]
    if data.today or not asked:
        return
    index = pd.DataFrame(asked, columns=[*KEYS, "scope"])
    members = _members(data, index)
    lines = _lines_of_year(registry, data)
    keys = members[WITHIN].drop_duplicates().merge(lines, on=KILN_YEAR)
    within = registry.add_columns("y_within", keys[WITHIN], unit="-", domain=Domain.BINARY, upper=1.0)["col"]
    _norm(registry, data, keys.assign(within=within))
    form = pd.DataFrame({"number": np.arange(len(keys)), "col": keys["col"], "coef": 1.0})
    keys["counted"] = product(
        registry, "lines_within", keys[WITHIN], unit="lines", choice=within, form=form,
        most=keys["lines"].to_numpy(float),
    ).to_numpy()  # fmt: skip
    rows = target_rows(registry, data, "c_target_capacity", index, np.zeros(len(index)))
    placed = members.merge(index.assign(row=rows)[[*KEYS, "row"]], on=KEYS).merge(keys, on=WITHIN)
    capacity = data.kilns["capacity"].reindex(placed["kiln"]).to_numpy(float)
    share = placed["target"].map({n: required(t) / 100.0 for n, t in data.case.targets.items()})
    registry.add_terms(placed["row"], placed["counted"], capacity)
    registry.add_terms(placed["row"], placed["col"], -share.to_numpy(float) * capacity)


def _members(data: ModelData, index: pd.DataFrame) -> pd.DataFrame:
    """target, subject, year and every kiln that counts for the subject."""
    kilns = pd.DataFrame({"kiln": list(data.kilns.index)})
    kilns["company"] = kilns["kiln"].map(owners(data)["kiln"])
    kilns["prefecture"] = kilns["kiln"].map(places(data)["kiln"])
    parts = []
    for scope, some in index.groupby("scope", sort=False):
        subject = REGION if scope == REGION else kilns[SUBJECT[str(scope)]]
        parts.append(some[KEYS].merge(kilns[["kiln"]].assign(subject=subject), on="subject"))
    return pd.concat(parts, ignore_index=True)


def _lines_of_year(registry: Registry, data: ModelData) -> pd.DataFrame:
    """kiln, year, col, lines: lines that run in the year, which are those of its fullest period.

    y_lines of every period ≤ lines ≤ Σ y_lines of all, which is all there is to say of a single line.
    """
    family = registry.columns["y_lines"]
    frame = family.frame.assign(lines=family.upper).merge(data.periods[["period", "year"]], on="period")
    frame["year"] = frame["year"].astype(str)
    count = frame.groupby(KILN_YEAR)["period"].transform("size")
    single, several = frame[count == 1], frame[count > 1].reset_index(drop=True)
    if several.empty:
        return single[[*KILN_YEAR, "col", "lines"]]
    most: pd.DataFrame = several.groupby(KILN_YEAR, sort=False)[["lines"]].max().reset_index()
    most["col"] = registry.add_columns(
        "v_lines_of_year", most[KILN_YEAR], unit="lines", upper=most["lines"].to_numpy()
    )["col"]
    several = several.merge(most, on=KILN_YEAR, suffixes=("", "_of_year"))
    rows = registry.add_rows(
        "c_lines_of_year_least", several[["kiln", "period"]], unit="lines", kind=Kind.LAW, lower=0.0
    )
    registry.add_terms(rows, several["col_of_year"], 1.0)
    registry.add_terms(rows, several["col"], -1.0)
    rows = registry.add_rows("c_lines_of_year_all", most[KILN_YEAR], unit="lines", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, most["col"], 1.0)
    placed = several.merge(most[KILN_YEAR].assign(row=rows), on=KILN_YEAR)
    registry.add_terms(placed["row"], placed["col"], -1.0)
    _fullest(registry, several[several["lines_of_year"] > 1].reset_index(drop=True))
    return pd.concat([single, most], ignore_index=True)[[*KILN_YEAR, "col", "lines"]]


def _fullest(registry: Registry, several: pd.DataFrame) -> None:
    """Of a group of lines: lines ≤ y_lines + all · (1 − fullest); one period of the year is the fullest."""
    if several.empty:
        return
    keys = several[["kiln", "period"]]
    fullest = registry.add_columns("y_fullest", keys, unit="-", domain=Domain.BINARY, upper=1.0)["col"]
    rows = registry.add_rows(
        "c_lines_of_year_most", keys, unit="lines", kind=Kind.LAW, upper=several["lines_of_year"].to_numpy()
    )
    registry.add_terms(rows, several["col_of_year"], 1.0)
    registry.add_terms(rows, several["col"], -1.0)
    registry.add_terms(rows, fullest, several["lines_of_year"])
    years = several[KILN_YEAR].drop_duplicates().reset_index(drop=True)
    rows = registry.add_rows("c_fullest", years, unit="-", kind=Kind.LAW, lower=1.0, upper=1.0)
    placed = several[KILN_YEAR].merge(years.assign(row=rows), on=KILN_YEAR)
    registry.add_terms(placed["row"], fullest, 1.0)


def _norm(registry: Registry, data: ModelData, keys: pd.DataFrame) -> None:
    """Within the norm only where energy ≤ norm · clinker: energy − norm·clinker ≤ M·(1 − within) [tce]."""
    keys = keys.assign(
        norm=keys["target"].map({n: t.norm for n, t in data.case.targets.items()}).astype(float)
    )
    index = pd.DataFrame({"number": keys.index, "subject": keys["kiln"], "year": keys["year"]})
    energy = summed(registry, data, index, [("line", "energy", "*", 1.0)])
    clinker = summed(registry, data, index, [("line", "clinker", "*", -1.0)])
    clinker["coef"] *= keys["norm"].to_numpy()[clinker["number"]]
    most = _most_beyond(registry, data, energy, clinker, len(keys))
    rows = registry.add_rows("c_within", keys[WITHIN], unit="tce", kind=Kind.LAW, upper=most)
    for terms in (energy, clinker):
        registry.add_terms(rows[terms["number"]], terms["col"], terms["coef"])
    registry.add_terms(rows, keys["within"], most)


def _most_beyond(
    registry: Registry, data: ModelData, energy: pd.DataFrame, clinker: pd.DataFrame, size: int
) -> Floats:
    """Most by which energy can exceed norm · clinker [tce]: energy follows the clinker of each period.

    What is asked for beside it (capture) does not, so that with any of it clinker counts as nothing.
    """
    period = column_ids(registry).set_index("col")["period"]
    both = [terms.assign(period=period.reindex(terms["col"]).to_numpy()) for terms in (energy, clinker)]
    spots = both[1][["number", "period"]].drop_duplicates().reset_index(drop=True)
    placed = [terms.drop(columns="number").assign(place=_place(terms, spots)) for terms in both]
    placed = [terms.rename(columns={"place": "number"})[["number", "col", "coef"]] for terms in placed]
    _, most = extremes(registry, data, placed[0], len(spots))
    least, _ = extremes(registry, data, placed[1], len(spots))
    follows = "v_captured" not in registry.columns
    beyond = np.maximum(0.0, most + (least if follows else 0.0))
    return np.asarray(np.bincount(spots["number"], weights=beyond, minlength=size), dtype=np.float64)


def _place(terms: pd.DataFrame, spots: pd.DataFrame) -> pd.Series:
    numbered = spots.assign(place=spots.index)
    return terms[["number", "period"]].merge(numbered, on=["number", "period"], how="left")["place"]
