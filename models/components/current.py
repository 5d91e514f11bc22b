"""What is stated of today's operation, held in the model of today."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.completion import FLOW, stated_flows
from models.data import ModelData
from models.facts import INDEX, STATED_PRICE, Part, facts_of, fed_columns, terms_of, with_cells, write_rows
from models.registry import Behind, Kind, Registry


def add(registry: Registry, data: ModelData, hauls: pd.DataFrame) -> None:
    """Σ terms = stated figure [kt, lines]; it gives only after every limit has given."""
    parts = [_kilns(registry, data), _feed(registry, data), _cement(registry, data)]
    parts.append(_flows(registry, data, hauls))
    write_rows(registry, "c_stated", parts, kind=Kind.LIMIT, give=("CNY/t", STATED_PRICE))


def _kilns(registry: Registry, data: ModelData) -> Part:
    """Clinker [kt], lines running, and days of a running line: line-days = d · lines."""
    facts, terms = [], []
    for fact, family in (("clinker", "v_clinker"), ("lines", "y_lines"), ("days", "v_days")):
        stated = facts_of(
            [
                (fact, kiln, period, float(figure), ("current_kilns", (kiln, period), fact))
                for (kiln, period), row in data.case.current_kilns.items()
                if (figure := getattr(row, fact)) is not None
            ]
            + (_must_run(data) if fact == "lines" else [])
        )
        own = registry.frame(family).rename(columns={"kiln": "key"}).assign(fact=fact, coef=1.0)
        terms.append(terms_of(own.merge(stated[INDEX], on=INDEX)))
        if fact == "days":
            lines = registry.frame("y_lines").rename(columns={"kiln": "key"}).assign(fact=fact)
            lines = lines.merge(stated[[*INDEX, "value"]], on=INDEX)
            terms.append(terms_of(lines.assign(coef=-lines["value"])))
            stated = stated.assign(value=0.0)
        facts.append(stated)
    return pd.concat(facts, ignore_index=True), pd.concat(terms, ignore_index=True)


def _must_run(data: ModelData) -> list[tuple[str, str, str, float, Behind]]:
    """Kilns whose feed is stated run with all lines where neither their output nor custom says how much."""
    case = data.case
    stated = {
        key for key, row in case.current_kilns.items() if row.clinker is not None or row.lines is not None
    }
    found: dict[tuple[str, str], tuple[str, str, str, float, Behind]] = {}
    for key, row in case.current_feed.items():
        kiln, place = case.kilns[row.kiln], (row.kiln, row.period)
        if place not in stated and case.areas[kiln.area].utilisation is None:
            found[place] = ("lines", *place, float(kiln.lines), ("current_feed", key, "kiln"))
    return list(found.values())


def _feed(registry: Registry, data: ModelData) -> Part:
    """Amount: Σ material = x [kt]; share: Σ material − s · Σ all = 0, of dry feed or of heat [kt, TJ]."""
    parts = [_feed_of(registry, data, use) for use in ("raw", "fuel")]
    facts, terms = zip(*parts, strict=True)
    return pd.concat(facts, ignore_index=True), pd.concat(terms, ignore_index=True)


def _feed_of(registry: Registry, data: ModelData, use: str) -> Part:
    rows = {key: row for key, row in data.case.current_feed.items() if row.use == use}
    facts = facts_of(
        [
            (
                use,
                f"{row.kiln}+{row.material}",
                row.period,
                row.amount or 0.0,
                ("current_feed", key, "amount" if row.share is None else "share"),
            )
            for key, row in rows.items()
        ]
    )
    share = np.array(
        [np.nan if row.share is None else row.share / 100.0 for row in rows.values()], dtype=float
    )
    given = facts[INDEX].assign(kiln=[row.kiln for row in rows.values()], share=share)
    fed = fed_columns(registry, data, use)
    own = fed.assign(fact=use, key=fed["kiln"] + "+" + fed["material"]).merge(given, on=[*INDEX, "kiln"])
    own = own.assign(coef=own["weight"].where(own["share"].notna(), 1.0))
    every = fed.merge(given[given["share"].notna()], on=["kiln", "period"])
    every = every.assign(coef=-every["share"] * every["weight"])
    return facts, pd.concat([terms_of(own), terms_of(every)], ignore_index=True)


def _cement(registry: Registry, data: ModelData) -> Part:
    """Cement of a plant = x [kt]."""
    stated = facts_of(
        [
            (
                "cement",
                f"{row.plant}+{row.product}",
                row.period,
                row.cement,
                ("current_cement", key, "cement"),
            )
            for key, row in data.case.current_cement.items()
        ]
    )
    frame = registry.frame("v_cement")
    own = frame.assign(fact="cement", key=frame["plant"] + "+" + frame["product"], coef=1.0)
    return stated, terms_of(own.merge(stated[INDEX], on=INDEX))


def _flows(registry: Registry, data: ModelData, hauls: pd.DataFrame) -> Part:
    """Σ hauls between the two over their paths of the stated mode = x [kt wet]."""
    stated = stated_flows(data)
    stated["key"] = ["+".join(row) for row in stated[[*FLOW, "mode"]].itertuples(index=False, name=None)]
    stated = stated.assign(fact="haul", value=stated["amount"])
    facts = with_cells(stated, [("current_flows", key, "amount") for key in data.case.current_flows])
    columns = registry.frame("v_haul").merge(
        hauls[[*FLOW, "path", "rail_km"]], on=[*FLOW, "path"], how="left"
    )
    columns["way"] = np.where(columns["rail_km"] > 0, "rail", "road")
    own = columns.merge(stated, on=[*FLOW, "period"])
    own = own[(own["mode"] == "any") | (own["mode"] == own["way"])]
    return facts, terms_of(own.assign(coef=1.0))
