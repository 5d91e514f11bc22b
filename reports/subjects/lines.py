"""What every kiln does: lines, days, clinker, heat, electricity and CO2 per tonne."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Chart, Exhibit, Subject
from reports.view import View


def lines(view: View) -> Subject:
    """One row a kiln; kilns that stand are in it, with the word for it."""
    return Subject(key="lines", exhibits=(_lines(view),))


def _lines(view: View) -> Exhibit:
    running = _with_energy(view)
    running = running.sort_values(
        ["period", "clinker_t"], ascending=[True, False], kind="stable", ignore_index=True
    )
    kilns = [view.case.kilns[key] for key in running["kiln"]]
    clinker = running["clinker_t"].where(running["clinker_t"] > 0)
    lines_on = running["lines_running"].where(running["lines_running"] > 0)
    heat = running["heat_gj"].where(running["heat_gj"] > 0)
    frame = pd.DataFrame(
        {
            "period": running["period"],
            "kiln_name": view.names.column("kilns", running["kiln"]),
            "kiln": running["kiln"],
            "company": [kiln.company or "" for kiln in kilns],
            "prefecture": [view.names.prefecture(kiln.site) for kiln in kilns],
            "running_status": [_state(view, lines_on) for lines_on in running["lines_running"]],
            "lines_running": running["lines_running"],
            "lines_installed": [kiln.lines for kiln in kilns],
            "days_per_line": running["line_days"] / lines_on,
            "clinker_t": running["clinker_t"],
            "capacity_tpd": [kiln.capacity for kiln in kilns],
            "heat_gj_per_t": running["heat_gj"] / clinker,
            "kgce_per_t": running["comprehensive_kgce_per_t"].where(clinker.notna()),
            "power_kwh_per_t": running["used_mwh"] * 1000.0 / clinker,
            "own_power_mwh": running["own_mwh"],
            "alternative_heat_pct": 100.0 * running["alternative_heat_gj"] / heat,
        }
    )
    scopes = ["process", "fuel_fossil", "electricity"]
    for scope in scopes:
        frame[f"co2_{scope}_t"] = _co2(view, running, scope=scope)
    told = [scope for scope in ("captured", "green_power") if any(_co2(view, running, scope=scope))]
    for scope in told:
        frame[f"co2_{scope}_t"] = _co2(view, running, scope=scope)
    direct = frame[[f"co2_{scope}_t" for scope in (*scopes, *told)]].sum(axis=1)
    frame["co2_kg_per_t"] = direct * 1000.0 / clinker
    chart = Chart(kind="bars", label="kiln_name", values=("clinker_t",), most=25)
    return Exhibit(key="lines", frame=view.by_period(frame), chart=chart)


def _state(view: View, lines_on: int) -> str:
    return view.words.term("running", "on" if lines_on else "off")


def _with_energy(view: View) -> pd.DataFrame:
    energy = view.tables["energy"]
    energy = energy[energy["facility"] == "kiln"].rename(columns={"id": "kiln"})
    return view.tables["kiln_running"].merge(energy, on=["period", "kiln"], how="left")


def _co2(view: View, running: pd.DataFrame, *, scope: str) -> list[float]:
    book = view.tables["co2"]
    own = book[(book["book"] == "physical") & (book["scope"] == scope) & (book["item_kind"] == "kiln")]
    amounts = own.groupby(["period", "item"])["co2_t"].sum().to_dict()
    keys = zip(running["period"], running["kiln"], strict=True)
    return [float(amounts.get(key, 0.0)) for key in keys]
