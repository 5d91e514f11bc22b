"""Today's operation: stated figures held, limits that may give, and the customary way for the rest.

Least weighted breach first, then least deviation from custom, then the aim; see ``optimizer.today``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.completion import CUSTOMARY, FLOW, stated_flows
from models.data import ModelData
from models.registry import Behind, Kind, Registry

INDEX = ["fact", "key", "period"]
OPEN = 1e12
"""Upper bound of a total that is not yet found [kCNY, kt]: above anything a case can reach."""
STATED_PRICE = 1e5
"""CNY/t at which a stated figure gives: after every limit, so that statements that clash are told."""
TO_KCNY = {"d": 1e-3, "-": 1e-3, "lines": 1e-3, "1e6 m3": 1e3}
"""Price times amount in the row's unit, as thousand CNY; 1 where the row counts in thousands (kt, TJ)."""


def add(registry: Registry, data: ModelData, hauls: pd.DataFrame, completion: str) -> None:
    """Register stated figures, custom, and the breach of every limit."""
    _stated(registry, data, hauls)
    if completion == CUSTOMARY:
        _custom(registry, data)
    _breaches(registry)


# -- what is stated ---------------------------------------------------------------------------------------


def _stated(registry: Registry, data: ModelData, hauls: pd.DataFrame) -> None:
    """Σ terms = stated figure [kt, lines]; it gives only after every limit has given."""
    parts = [_kilns(registry, data), _feed(registry, data), _cement(registry, data)]
    parts.append(_flows(registry, data, hauls))
    facts = pd.concat([part[0] for part in parts], ignore_index=True)
    rows = registry.add_rows(
        "c_stated", facts[INDEX], unit="kt", kind=Kind.LIMIT, lower=facts["value"].to_numpy(float),
        upper=facts["value"].to_numpy(float), behind=facts["behind"].tolist(), give=("CNY/t", STATED_PRICE),
    )  # fmt: skip
    terms = pd.concat([part[1] for part in parts], ignore_index=True)
    placed = terms.merge(facts[INDEX].assign(row=rows), on=INDEX)
    registry.add_terms(placed["row"], placed["col"], placed["coef"])


Part = tuple[pd.DataFrame, pd.DataFrame]
"""Facts (fact, key, period, value, behind) and their terms (fact, key, period, col, coef)."""


def _facts(rows: list[tuple[str, str, str, float, Behind]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*INDEX, "value", "behind"]).astype({"value": float})


def _terms(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[*INDEX, "col", "coef"]]


def _kilns(registry: Registry, data: ModelData) -> Part:
    """Clinker [kt], lines running, and days of a running line: line-days = d · lines."""
    facts, terms = [], []
    for fact, family in (("clinker", "v_clinker"), ("lines", "y_lines"), ("days", "v_days")):
        stated = [
            (fact, kiln, period, figure, ("current_kilns", (kiln, period), fact))
            for (kiln, period), row in data.case.current_kilns.items()
            if (figure := getattr(row, fact)) is not None
        ]
        known = _facts([(f, k, p, 0.0 if fact == "days" else v, b) for f, k, p, v, b in stated])
        facts.append(known)
        own = registry.frame(family).rename(columns={"kiln": "key"}).assign(fact=fact, coef=1.0)
        terms.append(_terms(own.merge(known[INDEX], on=INDEX)))
        if fact == "days":
            lines = registry.frame("y_lines").rename(columns={"kiln": "key"}).assign(fact=fact)
            days = _facts(stated)[[*INDEX, "value"]]
            terms.append(_terms(lines.merge(days, on=INDEX).assign(coef=lambda f: -f["value"])))
    return pd.concat(facts, ignore_index=True), pd.concat(terms, ignore_index=True)


def _feed(registry: Registry, data: ModelData) -> Part:
    """Amount: Σ material = x [kt]; share: Σ material − s · Σ all = 0, of dry feed or of heat [kt, TJ]."""
    stated = _facts([])
    terms = [pd.DataFrame(columns=[*INDEX, "col", "coef"])]
    for use in ("raw", "fuel"):
        rows = [
            (
                use,
                f"{row.kiln}+{row.material}",
                row.period,
                row.amount or 0.0,
                ("current_feed", key, "amount" if row.share is None else "share"),
            )
            for key, row in data.case.current_feed.items()
            if row.use == use
        ]
        known = _facts(rows)
        stated = pd.concat([stated, known], ignore_index=True)
        named = [r for r in data.case.current_feed.values() if r.use == use]
        share = [np.nan if r.share is None else r.share / 100.0 for r in named]
        given = known[INDEX].assign(kiln=[r.kiln for r in named], share=share)
        fed = fed_columns(registry, data, use)
        own = fed.assign(fact=use, key=fed["kiln"] + "+" + fed["material"]).merge(given, on=[*INDEX, "kiln"])
        weight = own["weight"].where(own["share"].notna(), 1.0)
        terms.append(_terms(own.assign(coef=weight)))
        shared = given[given["share"].notna()]
        every = fed.merge(shared, on=["kiln", "period"])
        terms.append(_terms(every.assign(coef=-every["share"] * every["weight"])))
    return stated, pd.concat(terms, ignore_index=True)


def fed_columns(registry: Registry, data: ModelData, use: str) -> pd.DataFrame:
    """Columns of a kiln's feed with their material and weight: 1 for dry raw material, NCV for fuel."""
    frame = registry.frame(f"v_{use}")
    material = data.grades["material"].reindex(frame["grade"]).to_numpy()
    weight = 1.0 if use == "raw" else data.fuels["ncv"].reindex(material).to_numpy(float)
    return frame.assign(material=material, weight=weight)


def _cement(registry: Registry, data: ModelData) -> Part:
    """Cement of a plant = x [kt]."""
    stated = _facts(
        [
            ("cement", f"{row.plant}+{row.product}", row.period, row.cement, ("current_cement", key, "cement"))
            for key, row in data.case.current_cement.items()
        ]
    )
    frame = registry.frame("v_cement")
    own = frame.assign(fact="cement", key=frame["plant"] + "+" + frame["product"], coef=1.0)
    return stated, _terms(own.merge(stated[INDEX], on=INDEX))


def _flows(registry: Registry, data: ModelData, hauls: pd.DataFrame) -> Part:
    """Σ hauls between the two over their paths of the stated mode = x [kt wet]."""
    stated = stated_flows(data)
    key = stated[FLOW].agg("+".join, axis=1) + ":" + stated["mode"] if len(stated) else []
    cells = [("current_flows", k, "amount") for k in data.case.current_flows]
    facts = stated[["period"]].assign(fact="haul", key=key, value=stated["amount"], behind=cells)
    columns = registry.frame("v_haul").merge(
        hauls[[*FLOW, "path", "rail_km"]], on=[*FLOW, "path"], how="left"
    )
    mode = np.where(columns["rail_km"] > 0, "rail", "road")
    own = columns.assign(way=mode).merge(stated.assign(key=key, fact="haul"), on=[*FLOW, "period"])
    own = own[(own["mode"] == "any") | (own["mode"] == own["way"])]
    return facts[[*INDEX, "value", "behind"]], _terms(own.assign(coef=1.0))


# -- what is customary ------------------------------------------------------------------------------------


def _custom(registry: Registry, data: ModelData) -> None:
    """Σ terms + under − over = custom; least Σ (under + over) after the least breach [kt, lines]."""
    level = registry.add_columns("v_custom_level", data.periods[["period"]], unit="-")
    parts = [
        _lines(registry, data, level), _rate(registry, data), _mixes(registry, data), _recipes(registry, data)
    ]  # fmt: skip
    rules = pd.concat([part[0] for part in parts], ignore_index=True)
    rows = registry.add_rows(
        "c_custom", rules[INDEX], unit="kt", kind=Kind.CHOICE, lower=rules["value"].to_numpy(float),
        upper=rules["value"].to_numpy(float), behind=rules["behind"].tolist(),
    )  # fmt: skip
    terms = pd.concat([part[1] for part in parts], ignore_index=True)
    placed = terms.merge(rules[INDEX].assign(row=rows), on=INDEX)
    registry.add_terms(placed["row"], placed["col"], placed["coef"])
    least = registry.add_rows(
        "c_least_deviation", pd.DataFrame({"scope": ["all"]}), unit="kt", kind=Kind.CHOICE, upper=OPEN
    )
    for side, sign in (("under", 1.0), ("over", -1.0)):
        columns = registry.add_columns(f"v_custom_{side}", rules[INDEX], unit="kt")["col"]
        registry.add_terms(rows, columns, sign)
        registry.add_terms(least.repeat(len(columns)), columns, 1.0)
        registry.affect("deviation:custom", columns, 1.0)


def _lines(registry: Registry, data: ModelData, level: pd.DataFrame) -> Part:
    """Every line runs; clinker = capacity · lines · days · use of the area · level of the period [kt].

    The level is one for all lines: it takes up what demand asks beyond the customary use, or less.
    """
    use = {name: area.utilisation for name, area in data.case.areas.items()}
    stated = {key for key, row in data.case.current_kilns.items() if row.clinker is not None}
    frame = registry.frame("v_clinker").merge(data.kiln_days, on=["kiln", "period"])
    kiln = data.kilns.reindex(frame["kiln"])
    share = pd.to_numeric(kiln["area"].map(use)).to_numpy(float) / 100.0
    frame["target"] = kiln["capacity"].to_numpy() * kiln["lines"].to_numpy() * frame["days"] * share
    free = np.array([key not in stated for key in zip(frame["kiln"], frame["period"], strict=True)])
    frame["lines"] = kiln["lines"].to_numpy(float)
    frame["area"] = kiln["area"].to_numpy()
    frame = frame[free & frame["target"].gt(0).to_numpy()].rename(columns={"kiln": "key"})
    cells: list[Behind] = [("areas", area, "utilisation") for area in frame["area"]]
    clinker = frame.assign(fact="clinker", value=0.0, behind=cells, coef=1.0)
    scaled = clinker.drop(columns="col").merge(level, on="period").assign(coef=lambda f: -f["target"])
    running = registry.frame("y_lines").rename(columns={"kiln": "key"})
    lines = frame.drop(columns="col").merge(running, on=["key", "period"])
    lines = lines.assign(fact="lines", value=lines["lines"], behind=cells, coef=1.0)
    rules = pd.concat([clinker, lines], ignore_index=True)[[*INDEX, "value", "behind"]]
    return rules, pd.concat([_terms(clinker), _terms(scaled), _terms(lines)], ignore_index=True)


def _rate(registry: Registry, data: ModelData) -> Part:
    """Lines run at their registered rate: clinker = capacity · line-days [kt]."""
    stated = {k for k, row in data.case.current_kilns.items() if row.days is not None}
    frame = registry.frame("v_clinker")
    free = [key not in stated for key in zip(frame["kiln"], frame["period"], strict=True)]
    frame = frame[free].rename(columns={"kiln": "key"}).assign(fact="rate", coef=1.0)
    days = registry.frame("v_days").rename(columns={"kiln": "key"}).assign(fact="rate")
    days = days.merge(frame[INDEX], on=INDEX)
    days["coef"] = -data.kilns["capacity"].reindex(days["key"]).to_numpy()
    cells: list[Behind] = [("kilns", kiln, "capacity") for kiln in frame["key"]]
    rules = frame[INDEX].assign(value=0.0, behind=cells)
    return rules, pd.concat([_terms(frame), _terms(days)], ignore_index=True)


def _mixes(registry: Registry, data: ModelData) -> Part:
    """Raw mix of the kiln's class where none is stated: Σ material − share · Σ feed = 0 [kt]."""
    mix = pd.DataFrame(
        [(*key, row.share / 100.0) for key, row in data.case.reference_mixes.items()],
        columns=["reference_mix", "material", "share"],
    )
    fed = fed_columns(registry, data, "raw")
    stated = {(r.kiln, r.period) for r in data.case.current_feed.values() if r.use == "raw"}
    free = [key not in stated for key in zip(fed["kiln"], fed["period"], strict=True)]
    fed = fed[free].assign(fact="mix")
    fed["reference_mix"] = data.kilns["reference_mix"].reindex(fed["kiln"]).to_numpy()
    fed["key"] = fed["kiln"] + "+" + fed["material"]
    own = fed.merge(mix, on=["reference_mix", "material"]).assign(coef=1.0)
    names = [*INDEX, "kiln", "reference_mix", "material", "share"]
    rules = own[names].drop_duplicates(INDEX).reset_index(drop=True)
    every = fed.drop(columns=["key", "material", "reference_mix"]).merge(rules, on=["fact", "kiln", "period"])
    every["coef"] = -every["share"]
    cells: list[Behind] = [
        ("reference_mixes", key, "share")
        for key in rules[["reference_mix", "material"]].itertuples(index=False, name=None)
    ]
    told = rules[INDEX].assign(value=0.0, behind=cells)
    return told, pd.concat([_terms(own), _terms(every)], ignore_index=True)


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
    cement = registry.frame("v_cement").merge(
        ranges[["product", "range", "share"]].drop_duplicates(), on="product"
    )
    every = _keyed(cement).assign(coef=lambda f: -f["share"])
    cells: list[Behind] = [
        ("current_recipes", key, "share")
        for key in every[["product", "range"]].itertuples(index=False, name=None)
    ]
    rules = every[INDEX].assign(value=0.0, behind=cells)
    return rules, pd.concat([_terms(own), _terms(every)], ignore_index=True)


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    key = frame["plant"] + "+" + frame["product"] + "+" + frame["range"]
    return frame.assign(fact="recipe", key=key)


# -- what gives -------------------------------------------------------------------------------------------


def _breaches(registry: Registry) -> None:
    """Every limit gives at its price, laws of nature never: lower − u_below ≤ Σ terms ≤ upper + u_above."""
    for side, sign in (("below", 1.0), ("above", -1.0)):
        frames, prices, numbers = [], [], []
        for family in registry.rows.values():
            if family.kind is not Kind.LIMIT or family.give_price is None:
                continue
            bound = family.lower if side == "below" else family.upper
            place = np.flatnonzero(np.isfinite(bound))
            keys = family.index.iloc[place].astype(str).agg("+".join, axis=1) if len(place) else []
            frames.append(pd.DataFrame({"family": family.name, "key": keys}))
            numbers.append(family.start + place)
            factor = TO_KCNY.get(family.unit, 1.0)
            prices.append(np.full(len(place), family.give_price * factor))
        index = pd.concat(frames, ignore_index=True)
        columns = registry.add_columns(f"u_{side}", index, unit="unit of the row")["col"]
        registry.add_terms(np.concatenate(numbers), columns, sign)
        registry.affect("breach:limits", columns, np.concatenate(prices))
    _least_breach(registry)


def _least_breach(registry: Registry) -> None:
    """Breach ranks before all else: Σ price · u ≤ the least there can be, found first [kCNY]."""
    row = registry.add_rows(
        "c_least_breach", pd.DataFrame({"scope": ["all"]}), unit="kCNY", kind=Kind.CHOICE, upper=OPEN
    )
    prices = registry.effect_vector("breach:limits")
    used = np.flatnonzero(prices)
    registry.add_terms(row.repeat(len(used)), used, prices[used])
