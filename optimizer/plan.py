"""The answer in short (`plan.json`), how it was made (`run.json`) and where things lie (`geometry/`)."""

from __future__ import annotations

import dataclasses
import math
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any

import pandas as pd

from cases.calendar import period_days
from cases.case import Case
from cases.years import co2_weights, discount_factors, money_weights, years_represented
from models.audit.text import sentence as audit_sentence
from models.ledgers.gauges import goal_reached
from models.objective import Aim
from models.origins.totals import assumed_shares
from models.years import mean_of, tables_of_year
from optimizer.options import RunOptions
from optimizer.outcome import SolveResult, relative_gap
from optimizer.stages import BASE, Answer, Sifted
from optimizer.startup import DISTRIBUTION
from optimizer.today_told import Told, current_json

SCHEMA_VERSION = 1
_LIBRARIES = ("highspy", "networkx", "numpy", "openpyxl", "pandas", "pyomo", "scipy")


def plan_json(
    case: Case,
    options: RunOptions,
    *,
    sifted: Sifted,
    result: SolveResult,
    answer: Answer,
    audit: Sequence[Any],
    today: Told | None,
) -> dict[str, Any]:
    """Everything of `plan.json` but timings and memory; amounts in tonnes, GJ and the case's currency."""
    return {
        "schema_version": SCHEMA_VERSION,
        "case": case.info.id,
        "aim": sifted.built.aim.aim,
        "money": options.money,
        "status": result.outcome.value,
        "objective": result.objective * BASE,
        "bound": result.bound * BASE,
        "gap": result.gap,
        "objective_parts": objective_parts(case, sifted.built.aim, answer),
        "model": model_json(sifted, result),
        "objective_unit": _objective_unit(case, sifted.built.aim),
        **_asked(sifted.built.aim),
        "currency": case.info.currency,
        "periods": [
            {"period": key, "year": period.year, "days": period_days(case, key)}
            for key, period in case.periods.items()
        ],
        "totals": {
            "plan": dict(answer.totals),
            "current": None if today is None else dict(today.answer.totals),
        },
        "assumed": assumed_shares(case, answer.tables, sifted.built.aim.money),
        **path_json(case, answer, None if today is None else today.answer),
        "kilns": _both_states(case, answer.tables, None if today is None else today.answer.tables),
        "audit": {"findings": [audit_json(finding) for finding in audit]},
        "current": None if today is None else current_json(today, _audit_of_today(today)),
    }


def _audit_of_today(today: Told) -> dict[str, Any]:
    """Limits that today breaks as the audit words them, and what nothing explains."""
    unexplained = {id(finding) for finding in today.unexplained}
    return {
        "broken_limits": [audit_json(f) for f in today.findings if id(f) not in unexplained],
        "audit": {"findings": [audit_json(finding) for finding in today.unexplained]},
    }


def _both_states(
    case: Case, plan: Mapping[str, pd.DataFrame], current: Mapping[str, pd.DataFrame] | None
) -> list[dict[str, Any]]:
    """Kilns in the plan, each with what it does today under ``current``."""
    today = {(k["id"], k["period"]): k for k in _kilns(case, current)} if current is not None else {}
    told = ("lines", "days", "clinker_t", "metrics")
    return [
        {
            **kiln,
            "current": {name: now[name] for name in told}
            if (now := today.get((kiln["id"], kiln["period"]))) is not None
            else None,
        }
        for kiln in _kilns(case, plan)
    ]


def path_json(case: Case, plan: Answer, current: Answer | None) -> dict[str, Any]:
    """Of a case of several years: totals of each, and what the path costs in the base year; else nothing."""
    if not plan.years:
        return {}
    represents, factors = years_represented(case), discount_factors(case)
    states = {"plan": plan, "current": current}
    return {
        "years": {
            str(year): {
                "represents": represents[year],
                "discount_factor": factors[year],
                **{name: None if s is None else dict(s.years[str(year)]) for name, s in states.items()},
            }
            for year in represents
        },
        "present_value": {
            "base_year": case.info.base_year,
            "discount_rate_pct": case.info.discount_rate,
            **{name: None if s is None else _present_value(case, s) for name, s in states.items()},
        },
    }


def _present_value(case: Case, state: Answer) -> dict[str, float]:
    """Costs of all years represented, discounted; and the level annual cost of the same present value."""
    represents, factors = years_represented(case), discount_factors(case)
    whole = {year: represents[year] * factors[year] for year in represents}
    found = {}
    for name in ("cost", "cost_system", "cost_cement_sector"):
        found[name] = sum(weight * state.years[str(year)][name] for year, weight in whole.items())
        found[f"{name}_per_year"] = found[name] / sum(whole.values())
    return found


def objective_parts(case: Case, aim: Aim, answer: Answer) -> dict[str, float]:
    """What the objective is made of, told apart: only ``money`` is money.

    Of several years each amount is weighed as in the objective.
    """
    weights = money_weights(case) if aim.in_money else co2_weights(case)
    parts = [
        _parts_of_year(case, aim, answer.years.get(str(year), answer.totals),
                       tables_of_year(case, answer.tables, year))
        for year in weights
    ]  # fmt: skip
    found = mean_of(parts, list(weights.values()))
    return found if aim.goal is None else found | {"goal": goal_reached(case, answer.tables, aim.goal)}


def _objective_unit(case: Case, aim: Aim) -> str:
    if aim.goal is not None:
        return aim.goal.gauge.amount_unit
    return case.info.currency if aim.in_money else "t CO2"


def _asked(aim: Aim) -> dict[str, Any]:
    """Goal and bounds, where a run has them."""
    goal = (
        {} if aim.goal is None else {"goal": {**dataclasses.asdict(aim.goal), "gauge": str(aim.goal.gauge)}}
    )
    return goal | ({"bounds": [str(bound) for bound in aim.bounds]} if aim.bounds else {})


def _parts_of_year(
    case: Case, aim: Aim, totals: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]
) -> dict[str, float]:
    markets = tables["markets"]
    keys = zip(markets["market"], markets["product"], markets["period"], strict=True)
    prices = [case.demand[key].unmet_price or 0.0 for key in keys]
    short = tables.get("targets", pd.DataFrame({"short_by": [], "price": []}))
    missed = float((short["short_by"] * short["price"].astype(float).fillna(0.0)).sum())
    shadow = aim.carbon_price * totals["co2_t"] if aim.aim == "priced" else 0.0
    return {
        "money": totals["cost"] if aim.in_money else 0.0,
        "co2_t": totals["co2_t"] if aim.aim == "co2" else 0.0,
        "shadow_co2": shadow,
        "road_preference": aim.road_preference * totals["road_tkm"],
        "priced_breaches": float((markets["unmet_t"] * prices).sum()) + missed,
    }


def model_json(sifted: Sifted, result: SolveResult) -> dict[str, Any]:
    """Size of the model and what the price-out proved about pairs and paths outside it."""
    registry, matrix = sifted.built.registry, sifted.built.assembled.matrix
    root, best = sifted.relaxation, sifted.best_left_out
    return {
        "columns": registry.width,
        "rows": registry.height,
        "nonzeros": int(matrix.nnz),
        "pairs": len(sifted.transport.pairs.kept),
        "pairs_left_out": len(sifted.transport.pairs.left_out),
        "paths": len(sifted.transport.paths.paths),
        "price_out_rounds": sifted.rounds,
        "pairs_added": sifted.pairs_added,
        "paths_added": sifted.paths_added,
        "best_reduced_cost_left_out": best if math.isfinite(best) else None,
        "root_bound": root.objective * BASE if root.outcome.has_plan else None,
        "gap_to_root": relative_gap(result.objective, root.objective) if root.outcome.has_plan else None,
    }


def audit_json(finding: Any) -> dict[str, Any]:
    """One audit finding with its sentence, English and Chinese."""
    names = ("code", "subject", "period", "value", "limit", "unit")
    told = {"sentence": audit_sentence(finding), "sentence_zh": audit_sentence(finding, "zh")}
    return {**{name: getattr(finding, name) for name in names}, **told}


def _kilns(case: Case, tables: Mapping[str, pd.DataFrame]) -> Iterator[dict[str, Any]]:
    """One entry per kiln and period; `days` is what each running line runs."""
    quality = dict(list(tables["quality"].groupby(["period", "kiln"])))
    for row in tables["kiln_running"].to_dict("records"):
        kiln = case.kilns[row["kiln"]]
        metrics = quality.get((row["period"], row["kiln"]), pd.DataFrame())
        lines = int(row["lines_running"])
        yield {
            "id": kiln.kiln,
            "company": kiln.company,
            "period": row["period"],
            "lines": lines,
            "lines_installed": kiln.lines,
            "days": row["line_days"] / lines if lines else 0.0,
            "clinker_t": row["clinker_t"],
            "metrics": {
                m["metric"]: {key: m[key] for key in ("value", "lower", "upper", "unit")}
                for m in metrics.to_dict("records")
            },
        }


def run_json(case: Case, options: RunOptions) -> dict[str, Any]:
    """Versions, options, seed and fingerprint: with the snapshot, enough to make the plan again."""
    return {
        "schema_version": SCHEMA_VERSION,
        "case": {"id": case.info.id, "fingerprint": case.fingerprint},
        "options": {
            **dataclasses.asdict(dataclasses.replace(options, changes=())),
            "changes": [dataclasses.asdict(change) for change in options.changes],
        },
        "defaults_used": [used._asdict() for used in case.defaults_used],
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Of the program, Python and the libraries that can move an answer."""
    return {
        DISTRIBUTION: _version(DISTRIBUTION),
        "python": platform.python_version(),
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "source checkout"


def geometry_tables(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Sites, places and links that the plan uses, with coordinates, so that a map needs no case."""
    steps = tables["paths"]
    links = steps.loc[
        steps["kind"] != "transfer", ["kind", "id", "mode", "from_node", "to_node", "length_km"]
    ]
    used = {*steps["from_node"], *steps["to_node"]}
    sites = [
        (s.site, s.name, s.name_zh, s.lon, s.lat, s.prefecture, s.site in used) for s in case.sites.values()
    ]
    places = [
        (p.place, p.name, p.name_zh, p.kind, p.lon, p.lat) for p in case.places.values() if p.place in used
    ]
    return {
        "sites": pd.DataFrame(sites, columns=["site", "name", "name_zh", "lon", "lat", "prefecture", "used"]),
        "places": pd.DataFrame(places, columns=["place", "name", "name_zh", "kind", "lon", "lat"]),
        "links": links.drop_duplicates(ignore_index=True),
    }
