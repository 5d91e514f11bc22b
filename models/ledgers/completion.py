"""How much of today's operation was stated, follows from custom, or was left to the aim. Tonnes a year."""

from __future__ import annotations

from collections.abc import Container, Mapping

import numpy as np
import pandas as pd

from cases.case import Case
from cases.years import co2_weights
from models.years import tables_of_year

COLUMNS = ["subject", "unit", "stated", "by_rule", "free"]


def completion_book(
    case: Case, tables: Mapping[str, pd.DataFrame], custom: pd.DataFrame, *, customary: bool
) -> pd.DataFrame:
    """One row a subject; stated + by rule + free is what happens, of several years in their mean year.

    The mean counts each year as the totals of today do: by the years that it stands for, amounts not being
    discounted.

    ``custom``: fact, key, period, under, over [kt]: where custom rules and by how much it was departed from.
    """
    over = custom.set_index(["fact", "key", "period"])["over"] * 1000.0
    years = [
        _of_year(case, tables_of_year(case, tables, year), over, customary=customary) * weight
        for year, weight in co2_weights(case).items()
    ]
    return sum(years[1:], start=years[0]).reset_index()[COLUMNS]


def _of_year(
    case: Case, tables: Mapping[str, pd.DataFrame], over: pd.Series, *, customary: bool
) -> pd.DataFrame:
    rows = [
        ("deliveries", "t", float(tables["markets"]["delivered_t"].sum()), 0.0, 0.0),
        _clinker(case, tables["kiln_running"], over),
        _raw(case, tables["kiln_feed"], over),
        _fuel(case, tables["kiln_feed"], customary=customary),
        _recipes(case, tables, over),
        _cement(case, tables["cement"]),
        _hauls(case, tables["flows"]),
    ]
    return pd.DataFrame(rows, columns=COLUMNS).set_index(["subject", "unit"])


Row = tuple[str, str, float, float, float]


def _split(subject: str, unit: str, amount: pd.Series, stated: np.ndarray, ruled: pd.Series) -> Row:
    """``stated`` flags rows; ``ruled`` is the amount of each other row that custom accounts for."""
    by_rule = ruled.where(~stated, 0.0).clip(upper=amount)
    whole, said = float(amount.sum()), float(amount[stated].sum())
    return subject, unit, said, float(by_rule.sum()), max(0.0, whole - said - float(by_rule.sum()))


def _ruled(frame: pd.DataFrame, amount: pd.Series, over: pd.Series, fact: str) -> pd.Series:
    """Amount less what exceeds custom; nothing where custom says nothing."""
    keys = [(fact, key, period) for key, period in zip(frame["key"], frame["period"], strict=True)]
    beyond = pd.Series([over.get(key, np.nan) for key in keys], index=frame.index, dtype=float)
    return (amount - beyond).clip(lower=0.0).fillna(0.0)


def _flags(keys: list[tuple[str, ...]], known: Container[tuple[str, ...]]) -> np.ndarray:
    return np.array([key in known for key in keys], dtype=bool)


def _clinker(case: Case, running: pd.DataFrame, over: pd.Series) -> Row:
    frame = running.assign(key=running["kiln"])
    said = {(k, p) for (k, p), row in case.current_kilns.items() if row.clinker is not None}
    stated = _flags(list(zip(frame["kiln"], frame["period"], strict=True)), said)
    amount = frame["clinker_t"]
    return _split("clinker", "t", amount, stated, _ruled(frame, amount, over, "clinker"))


def _raw(case: Case, feed: pd.DataFrame, over: pd.Series) -> Row:
    keys = ["kiln", "material", "period"]
    frame = pd.DataFrame(feed[feed["use"] == "raw"].groupby(keys, as_index=False)["dry_t"].sum())
    frame["key"] = frame["kiln"] + "+" + frame["material"]
    said = {(row.kiln, row.material, row.period) for row in case.current_feed.values() if row.use == "raw"}
    stated = _flags(list(zip(*(frame[k] for k in keys), strict=True)), said)
    amount = frame["dry_t"]
    return _split("raw_feed_dry", "t", amount, stated, _ruled(frame, amount, over, "mix"))


def _fuel(case: Case, feed: pd.DataFrame, *, customary: bool) -> Row:
    keys = ["kiln", "material", "period"]
    frame = feed[feed["use"] == "fuel"].groupby(keys, as_index=False)["gj"].sum()
    said = {(row.kiln, row.material, row.period) for row in case.current_feed.values() if row.use == "fuel"}
    stated = _flags(list(zip(*(frame[k] for k in keys), strict=True)), said)
    usual = {k: case.kiln_classes[v.kiln_class].reference_fuel for k, v in case.kilns.items()}
    ruled = frame["gj"].where((frame["material"] == frame["kiln"].map(usual)) & customary, 0.0)
    return _split("fuel_heat", "GJ", frame["gj"], stated, ruled)


def _recipes(case: Case, tables: Mapping[str, pd.DataFrame], over: pd.Series) -> Row:
    ranges = pd.DataFrame(
        [(r.product, c, r.range) for r in case.current_recipes.values() for c in r.constituents],
        columns=["product", "constituent", "range"],
    )
    use = tables["mill_use"].merge(ranges, on=["product", "constituent"], how="left")
    use["range"] = use["range"].fillna("-")
    frame = pd.DataFrame(use.groupby(["plant", "product", "range", "period"], as_index=False)["dry_t"].sum())
    frame["key"] = frame["plant"] + "+" + frame["product"] + "+" + frame["range"]
    amount, none = frame["dry_t"], np.zeros(len(frame), dtype=bool)
    return _split("constituents_of_cement", "t", amount, none, _ruled(frame, amount, over, "recipe"))


def _cement(case: Case, cement: pd.DataFrame) -> Row:
    keys = ["plant", "product", "period"]
    stated = _flags(list(zip(*(cement[k] for k in keys), strict=True)), set(case.current_cement))
    amount = cement["cement_t"]
    return _split("cement_by_plant", "t", amount, stated, pd.Series(0.0, amount.index))


def _hauls(case: Case, flows: pd.DataFrame) -> Row:
    """Stated hauls; captive waste to its own site follows from custom."""
    keys = ["origin", "item", "use", "destination", "period"]
    said = {(k[0], k[1], k[2], k[3], k[5]) for k in case.current_flows}
    stated = _flags(list(zip(*(flows[k] for k in keys), strict=True)), said)
    homes = {name: source.captive_site for name, source in case.sources.items() if source.captive > 0}
    captive = (flows["origin"].map(homes) == flows["destination_site"]) & (flows["kind"] == "material")
    ruled = flows["wet_t"].where(captive, 0.0)
    return _split("hauls", "t", flows["wet_t"], stated, ruled)
