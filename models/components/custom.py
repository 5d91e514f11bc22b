"""The customary way, for what is not stated of today: least deviation from it after the least breach."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData
from models.facts import INDEX, STATED_PRICE, Part, fed_columns, terms_of, with_cells, write_rows
from models.registry import OPEN, Behind, Kind, Registry


def add(registry: Registry, data: ModelData) -> None:
    """Σ terms + under − over = custom; least Σ (under + over) after the least breach [kt, lines]."""
    level = registry.add_columns("v_custom_level", data.periods[["period"]], unit="-")
    parts = [
        _lines(registry, data, level), _rate(registry, data), _mixes(registry, data), _recipes(registry, data)
    ]  # fmt: skip
    rules, rows = write_rows(registry, "c_custom", parts, kind=Kind.CHOICE)
    least = registry.add_rows(
        "c_least_deviation", pd.DataFrame({"scope": ["all"]}), unit="kt", kind=Kind.CHOICE, upper=OPEN
    )
    for side, sign in (("under", 1.0), ("over", -1.0)):
        columns = registry.add_columns(f"v_custom_{side}", rules[INDEX], unit="kt")["col"]
        registry.add_terms(rows, columns, sign)
        registry.add_terms(least.repeat(len(columns)), columns, 1.0)
        registry.affect("deviation:custom", columns, 1.0)
        registry.affect("breach:limits", columns[_must_run(data, rules)], STATED_PRICE)


def _must_run(data: ModelData, rules: pd.DataFrame) -> pd.Series:
    """Clinker of periods with a stated feed: lines run as usual, or what breaks limits would not be fed."""
    fed = {row.period for row in data.case.current_feed.values()}
    return rules["period"].isin(fed) & (rules["fact"] == "clinker")


def _lines(registry: Registry, data: ModelData, level: pd.DataFrame) -> Part:
    """Every line runs; clinker = capacity · lines · days · use of the area · level of the period [kt].

    The level is one for all lines: it takes up what demand asks beyond the customary use, or less.
    """
    frame = _targets(registry, data)
    cells: list[Behind] = [("areas", area, "utilisation") for area in frame["area"]]
    clinker = frame.assign(fact="clinker", value=0.0, coef=1.0)
    scaled = clinker.drop(columns="col").merge(level, on="period")
    scaled = scaled.assign(coef=-scaled["target"])
    running = registry.frame("y_lines").rename(columns={"kiln": "key"})
    lines = frame.drop(columns="col").merge(running, on=["key", "period"])
    lines = lines.assign(fact="lines", value=lines["lines"], coef=1.0)
    rules = pd.concat([with_cells(clinker, cells), with_cells(lines, cells)], ignore_index=True)
    return rules, pd.concat([terms_of(clinker), terms_of(scaled), terms_of(lines)], ignore_index=True)


def _targets(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Kilns whose clinker is not stated, with what custom has them make: key, period, target [kt], col."""
    use = {name: area.utilisation for name, area in data.case.areas.items()}
    stated = {key for key, row in data.case.current_kilns.items() if row.clinker is not None}
    frame = registry.frame("v_clinker").merge(
        data.kiln_days[["kiln", "period", "days"]], on=["kiln", "period"]
    )
    kiln = data.kilns.reindex(frame["kiln"])
    share = pd.to_numeric(kiln["area"].map(use)).to_numpy(float) / 100.0
    frame["area"], frame["lines"] = kiln["area"].to_numpy(), kiln["lines_today"].to_numpy(float)
    frame["target"] = kiln["capacity"].to_numpy() * frame["lines"] * frame["days"] * share
    free = np.array(
        [key not in stated for key in zip(frame["kiln"], frame["period"], strict=True)], dtype=bool
    )
    wanted = frame[free & frame["target"].gt(0).to_numpy()]
    return wanted.rename(columns={"kiln": "key"}).reset_index(drop=True)


def _rate(registry: Registry, data: ModelData) -> Part:
    """Lines run at their registered rate: clinker = capacity · line-days [kt]."""
    stated = {key for key, row in data.case.current_kilns.items() if row.days is not None}
    frame = registry.frame("v_clinker")
    free = np.array(
        [key not in stated for key in zip(frame["kiln"], frame["period"], strict=True)], dtype=bool
    )
    frame = frame[free].rename(columns={"kiln": "key"}).assign(fact="rate", value=0.0, coef=1.0)
    days = registry.frame("v_days").rename(columns={"kiln": "key"}).assign(fact="rate")
    days = days.merge(frame[INDEX], on=INDEX)
    days["coef"] = -data.kilns["capacity"].reindex(days["key"]).to_numpy()
    rules = with_cells(frame, [("kilns", kiln, "capacity") for kiln in frame["key"]])
    return rules, pd.concat([terms_of(frame), terms_of(days)], ignore_index=True)


def _mixes(registry: Registry, data: ModelData) -> Part:
    """Raw mix of the kiln's class where none is stated: Σ material − share · Σ feed = 0 [kt]."""
    mix = pd.DataFrame(
        [(*key, row.share / 100.0) for key, row in data.case.reference_mixes.items()],
        columns=["reference_mix", "material", "share"],
    )
    fed = fed_columns(registry, data, "raw")
    stated = {(r.kiln, r.period) for r in data.case.current_feed.values() if r.use == "raw"}
    free = np.array([key not in stated for key in zip(fed["kiln"], fed["period"], strict=True)], dtype=bool)
    fed = fed[free].assign(fact="mix", value=0.0)
    fed["reference_mix"] = data.kilns["reference_mix"].reindex(fed["kiln"]).to_numpy()
    fed["key"] = fed["kiln"] + "+" + fed["material"]
    own = fed.merge(mix, on=["reference_mix", "material"]).assign(coef=1.0)
    rules = own.drop_duplicates(INDEX).reset_index(drop=True)
    shares = rules[[*INDEX, "kiln", "share"]]
    every = fed[["fact", "kiln", "period", "col"]].merge(shares, on=["fact", "kiln", "period"])
    every["coef"] = -every["share"]
    keys = rules[["reference_mix", "material"]].itertuples(index=False, name=None)
    told = with_cells(rules, [("reference_mixes", key, "share") for key in keys])
    return told, pd.concat([terms_of(own), terms_of(every)], ignore_index=True)


def _recipes(registry: Registry, data: ModelData) -> Part:
    """Customary recipe: Σ constituents of a range − share · cement = 0 [kt]."""
    ranges = pd.DataFrame(
        [
            (row.product, row.range, name, row.share / 100.0)
            for row in data.case.current_recipes.values()
            for name in row.constituents
        ],
        columns=["product", "range", "constituent", "share"],
    )
    ground = registry.frame("v_clinker_ground").assign(constituent="clinker")
    added = registry.frame("v_addition")
    added["constituent"] = data.grades["constituent"].reindex(added["grade"]).to_numpy()
    kept = ["plant", "product", "period", "constituent", "col"]
    parts = pd.concat([ground[kept], added[kept]], ignore_index=True)
    own = _keyed(parts.merge(ranges, on=["product", "constituent"])).assign(coef=1.0)
    shares = ranges[["product", "range", "share"]].drop_duplicates()
    every = _keyed(registry.frame("v_cement").merge(shares, on="product"))
    every = every.assign(coef=-every["share"], value=0.0)
    keys = every[["product", "range"]].itertuples(index=False, name=None)
    rules = with_cells(every, [("current_recipes", key, "share") for key in keys])
    return rules, pd.concat([terms_of(own), terms_of(every)], ignore_index=True)


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    key = frame["plant"] + "+" + frame["product"] + "+" + frame["range"]
    return frame.assign(fact="recipe", key=key)
