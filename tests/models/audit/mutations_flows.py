"""Plans broken in what projects and rules do to flows: capture, green power, trucks, clean transport."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from cases.records import CleanTransport, Project, ProjectEffect
from models.audit.codes import Code
from tests.models.audit.mutations import NO_NOTE, Break, Plan, both, row


def project(name: str, target: str, **effects: float) -> Break:
    """The case has a project, built in the plan, with these effects on one target."""

    def apply(plan: Plan) -> None:
        rows = {
            (name, effect, target, "-"): ProjectEffect(
                project=name, effect=effect, target=target, item="-", amount=amount, **NO_NOTE
            )
            for effect, amount in effects.items()
        }
        figures: dict[str, Any] = {"capital_cost": 0.0, "life": 20.0, "fixed_cost": 0.0, "units": 1}
        blank = dict.fromkeys(("name", "name_zh", "company", "earliest", "required_by", "group"))
        made = Project(project=name, kind="other", active=True, **figures, **blank, **NO_NOTE)
        plan.case = replace(plan.case, projects={name: made}, project_effects=rows)
        year = next(iter(plan.case.periods.values())).year
        plan.tables["projects"] = pd.DataFrame([{"project": name, "year": str(year), "units": 1.0}])

    return apply


def told(table: str, **cells: object) -> Break:
    """A decision table of one row."""

    def apply(plan: Plan) -> None:
        plan.tables[table] = pd.DataFrame([{"period": "year", **cells}])

    return apply


def clean(site: str, share: float) -> Break:
    """Clean transport is asked of a site."""

    def apply(plan: Plan) -> None:
        made = CleanTransport(site=site, share=share, from_year=None, active=True, **NO_NOTE)
        plan.case = replace(plan.case, clean_transport={site: made})

    return apply


def amine(taken: float, **effects: float) -> Break:
    """A plant at k1 that captured some CO2 (t); its flue gas holds 45,600 + 28,405 t."""
    figures = {"capture_share": 90.0, "capture_capacity": 100.0, **effects}
    return both(
        project("amine", "k1", **figures), told("captured", project="amine", kiln="k1", captured_t=taken)
    )


def wind(target: str, mwh: float, *, used: float, **taker: str) -> Break:
    """A green contract, of which a kiln or mill used some (MWh)."""
    return both(
        project("wind", target, green_power=mwh, green_power_premium=0.05),
        told("green_power", project="wind", **taker, green_mwh=used),
    )


FLOWS: list[tuple[Code, str, Break]] = [
    (
        Code.UNKNOWN_ID,
        "captured/kiln/k2",
        both(amine(1.0), told("captured", project="amine", kiln="k2", captured_t=1.0)),
    ),
    (Code.CAPTURE_SHARE, "k1", amine(70_000.0)),
    (Code.CAPTURE_CAPACITY, "amine/k1", amine(60_000.0, capture_capacity=50.0)),
    (Code.HEAT_BALANCE, "k1", amine(1_000.0, capture_heat=3.5)),
    (Code.POWER, "k1", both(row("kiln_classes", "dry", kiln_energy=15.0), amine(1_000.0, capture_power=1.0))),
    (Code.CO2_SCOPE, "captured", amine(1_000.0)),
    (Code.MONEY_CATEGORY, "capture", amine(1_000.0, capture_cost=400.0)),
    (Code.GREEN_CONTRACT, "wind/2022", wind("k1", 1_000.0, used=1_200.0, facility="kiln", id="k1")),
    (Code.GREEN_USE, "kiln/k1", wind("k1", 9_000.0, used=1_400.0, facility="kiln", id="k1")),
    (Code.GREEN_SERVED, "wind/m1", wind("k1", 9_000.0, used=1_000.0, facility="mill", id="m1")),
    (Code.CO2_SCOPE, "green_power", wind("k1", 9_000.0, used=1_000.0, facility="kiln", id="k1")),
    (Code.MONEY_CATEGORY, "green_power", wind("k1", 9_000.0, used=1_000.0, facility="kiln", id="k1")),
    (Code.CO2_SCOPE, "transport", project("fleet", "city", truck_co2=-0.05)),
    (Code.MONEY_CATEGORY, "freight", project("fleet", "city", truck_cost=0.01)),
    (Code.CLEAN_TRANSPORT, "kiln_site/2022", clean("kiln_site", 30.0)),
]
