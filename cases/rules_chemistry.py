"""Rules of analyses and fuels."""

from __future__ import annotations

from cases.case import Case
from cases.chemistry import OXIDES, carbonate_capacity
from cases.findings import Findings
from cases.records import Analysis
from cases.rulebook import Rule, needs

CLOSING = 2.0  # percentage points
ROUNDING = 0.2  # percentage points that a rounded analysis may be off


def analysed_total(analysis: Analysis) -> float:
    """Loss on ignition and everything measured, %."""
    traces = sum(value or 0.0 for value in analysis.traces.values()) / 1e4
    return analysis.loi + sum(getattr(analysis, oxide) or 0.0 for oxide in OXIDES) + traces


@needs()
def analysis_not_closing(case: Case, findings: Findings) -> None:
    """An analysis adds up to 100 ± 2 %; the residue is inert mass."""
    for key, analysis in case.analyses.items():
        total = analysed_total(analysis)
        if abs(total - 100) > CLOSING:
            cell = case.cell("analyses", key, "loi")
            code = "analysis_short" if total < 100 else "analysis_over"
            findings.add(
                code, subject=key, cell=cell, total=round(total, 2), residue=round(abs(100 - total), 2)
            )


@needs()
def co2_above_carbonates(case: Case, findings: Findings) -> None:
    """Carbonate CO2 is at most what CaO and MgO can hold."""
    for key, analysis in case.analyses.items():
        most = carbonate_capacity(analysis)
        if analysis.co2 > most + ROUNDING:
            cell = case.cell("analyses", key, "co2")
            findings.add(
                "co2_above_carbonates", subject=key, cell=cell, co2=analysis.co2, most=round(most, 2)
            )


@needs()
def loss_below_co2(case: Case, findings: Findings) -> None:
    """The loss on ignition holds CO2 and organic carbon, unless the material gains mass."""
    for key, analysis in case.analyses.items():
        parts = analysis.co2 + (analysis.organic_c or 0.0)
        if 0 <= analysis.loi < parts - ROUNDING:
            cell = case.cell("analyses", key, "loi")
            findings.add("loss_below_co2", subject=key, cell=cell, loi=analysis.loi, parts=round(parts, 3))


@needs("fuels")
def fuel_without_properties(case: Case, findings: Findings) -> None:
    """A material that may be burnt has a row of fuel properties."""
    for key, material in case.materials.items():
        if material.fuel and key not in case.fuels:
            findings.add("fuel_without_properties", subject=key, cell=case.cell("materials", key, "fuel"))


@needs()
def ash_without_analysis(case: Case, findings: Findings) -> None:
    """Ash enters the clinker, so it needs an analysis."""
    for key, fuel in case.fuels.items():
        if fuel.ash > 0 and fuel.ash_analysis is None:
            cell = case.cell("fuels", key, "ash_analysis")
            findings.add("ash_without_analysis", subject=key, cell=cell, ash=fuel.ash)


@needs("sources")
def no_analysis(case: Case, findings: Findings) -> None:
    """A raw material or cement constituent is known by its analysis, its own or that of every source."""
    for key, material in case.materials.items():
        sources = [row for row in case.sources.values() if row.material == key]
        known = material.analysis or (sources and all(row.analysis for row in sources))
        if (material.raw or material.constituent) and not known:
            findings.add("no_analysis", subject=key, cell=case.cell("materials", key, "analysis"))


@needs()
def no_role(case: Case, findings: Findings) -> None:
    """A material that is neither fed, burnt nor ground is of no use to the plan."""
    for key, material in case.materials.items():
        if not (material.raw or material.fuel or material.constituent):
            findings.add("no_role", subject=key, cell=case.cell("materials", key, "raw"))


RULES: tuple[Rule, ...] = (
    analysis_not_closing,
    co2_above_carbonates,
    loss_below_co2,
    fuel_without_properties,
    ash_without_analysis,
    no_analysis,
    no_role,
)
