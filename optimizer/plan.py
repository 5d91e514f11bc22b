"""The answer in short (`plan.json`), how it was made (`run.json`) and where things lie (`geometry/`)."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any

import pandas as pd

from cases.calendar import period_days
from cases.case import Case
from cases.text import sentence
from optimizer.options import RunOptions
from optimizer.outcome import SolveResult
from optimizer.stages import BASE, Answer
from optimizer.startup import DISTRIBUTION

SCHEMA_VERSION = 1
_LIBRARIES = ("highspy", "networkx", "numpy", "openpyxl", "pandas", "pyomo", "scipy")


def plan_json(
    case: Case, options: RunOptions, *, result: SolveResult, answer: Answer, audit: Sequence[Any]
) -> dict[str, Any]:
    """Everything of `plan.json` but timings and memory; amounts in tonnes, GJ and the case's currency."""
    return {
        "schema_version": SCHEMA_VERSION,
        "case": case.info.id,
        "aim": options.aim,
        "money": options.money,
        "status": result.outcome.value,
        "objective": result.objective * BASE,
        "bound": result.bound * BASE,
        "gap": result.gap,
        "objective_unit": "t CO2" if options.aim == "co2" else case.info.currency,
        "currency": case.info.currency,
        "periods": [
            {"period": key, "year": period.year, "days": period_days(case, key)}
            for key, period in case.periods.items()
        ],
        "totals": {"plan": dict(answer.totals)},
        "kilns": list(_kilns(case, answer.tables)),
        "audit": {"findings": [audit_json(finding) for finding in audit]},
    }


def audit_json(finding: Any) -> dict[str, Any]:
    """One audit finding with its sentence."""
    parts = {f.name: getattr(finding, f.name) for f in dataclasses.fields(finding)}
    words = {**parts, **parts.pop("params", {})}
    return {**parts, "sentence": sentence(finding.code, words)}


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
