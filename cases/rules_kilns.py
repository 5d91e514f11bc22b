"""Rules of kilns: reference mix, base heat, days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.calendar import periods_of_year
from cases.case import Case
from cases.chemistry import split_lime
from cases.findings import Findings
from cases.heat import ash_in_clinker, reference_heat, reference_mix
from cases.rulebook import Rule, needs
from cases.rules_supply import SHARES
from cases.shifting import longest_run
from cases.years import modelled_years

if TYPE_CHECKING:
    from cases.records import KilnClass

BASE_HEAT = (0.85, 1.5)  # GJ per t clinker with its fuel's ash, kilns fed with limestone
LIMESTONE = 0.7  # share of the CaO that is carbonate
_HEAT_NEEDS = ("factors", "kiln_classes", "kilns", "reference_mixes", "materials", "analyses", "fuels")


@needs("reference_mixes")
def mix_not_100(case: Case, findings: Findings) -> None:
    """Shares of a reference mix add up to 100 %."""
    for mix in dict.fromkeys(row.mix for row in case.reference_mixes.values()):
        rows = {key: row for key, row in case.reference_mixes.items() if row.mix == mix}
        total = sum(row.share for row in rows.values())
        if abs(total - 100) > SHARES:
            cell = case.cell("reference_mixes", next(iter(rows)), "share")
            findings.add("mix_not_100", subject=mix, cell=cell, total=round(total, 3))


@needs("materials")
def mix_without_analysis(case: Case, findings: Findings) -> None:
    """Materials of a reference mix have an analysis, or their heat is unknown."""
    for key, row in case.reference_mixes.items():
        if case.materials[row.material].analysis is None:
            cell = case.cell("reference_mixes", key, "material")
            findings.add("mix_without_analysis", subject=row.mix, cell=cell, material=row.material)


def _measured(case: Case) -> Iterator[tuple[str, str, KilnClass, float]]:
    """Table, key, class and measured heat of every class, then of every kiln with a heat of its own."""
    for key, row in case.kiln_classes.items():
        yield "kiln_classes", key, row, row.specific_heat
    for key, kiln in case.kilns.items():
        if kiln.specific_heat is not None:
            yield "kilns", key, case.kiln_classes[kiln.kiln_class], kiln.specific_heat


def _can_be_measured(case: Case, kiln_class: KilnClass, measured: float) -> bool:
    """The reference mix and fuel make clinker; where they cannot, other findings say so."""
    mix = list(reference_mix(case, kiln_class.reference_mix))
    ash = ash_in_clinker(kiln_class, case.fuels[kiln_class.reference_fuel], measured)
    return bool(mix) and all(analysis.loi < 100 for _, analysis, _ in mix) and ash < 1


@needs(*_HEAT_NEEDS)
def reference_ash_too_much(case: Case, findings: Findings) -> None:
    """The ash of the reference fuel leaves room for clinker from the feed."""
    for _, key, kiln_class, measured in _measured(case):
        fuel = case.fuels[kiln_class.reference_fuel]
        if ash_in_clinker(kiln_class, fuel, measured) >= 1:
            cell = case.cell("fuels", kiln_class.reference_fuel, "ncv")
            figures = {"ncv": fuel.ncv, "ash": fuel.ash, "heat": measured, "kiln": key}
            findings.add("reference_ash_too_much", subject=kiln_class.reference_fuel, cell=cell, **figures)


@needs(*_HEAT_NEEDS)
def base_heat_odd(case: Case, findings: Findings) -> None:
    """Base heat of limestone kilns lies in a known range; elsewhere it is above zero."""
    for table, key, kiln_class, measured in _measured(case):
        if not _can_be_measured(case, kiln_class, measured):
            continue
        mix = list(reference_mix(case, kiln_class.reference_mix))
        base = reference_heat(case, key).base
        lime = sum(share * analysis.cao / 100 for share, analysis, _ in mix)
        carbonate = sum(share * split_lime(analysis).carbonate_cao for share, analysis, _ in mix)
        low, high = BASE_HEAT
        cell = case.cell(table, key, "specific_heat")
        if base <= 0:
            findings.add("base_heat_impossible", subject=key, cell=cell, base=round(base, 3))
        elif lime > 0 and carbonate / lime >= LIMESTONE and not low <= base <= high:
            findings.add("base_heat_odd", subject=key, cell=cell, base=round(base, 3), low=low, high=high)


@needs("periods", "areas", "stop_windows", "kilns")
def no_running_day(case: Case, findings: Findings) -> None:
    """A kiln that may run on no day of the case is not in the case."""
    for key, kiln in case.kilns.items():
        if sum(longest_run(case, key, period) for period in case.periods) == 0:
            cell = case.cell("kilns", key, "area" if kiln.days_max is None else "days_max")
            findings.add("no_running_day", subject=key, cell=cell, area=kiln.area)


def _longest_year(case: Case, kiln: str, year: int) -> float:
    return sum(longest_run(case, kiln, period) for period in periods_of_year(case, year))


@needs("periods", "areas", "stop_windows", "kilns", "kiln_classes")
def least_days_above_days(case: Case, findings: Findings) -> None:
    """A line that must run longer than it may never runs."""
    for key, kiln in case.kilns.items():
        least = case.kiln_classes[kiln.kiln_class].days_min
        most = max((_longest_year(case, key, year) for year in modelled_years(case)), default=0.0)
        if 0 < most < least:
            cell = case.cell("kiln_classes", kiln.kiln_class, "days_min")
            findings.add(
                "least_days_above_days",
                subject=key,
                cell=cell,
                least=least,
                most=most,
                kiln_class=kiln.kiln_class,
            )


@needs(*_HEAT_NEEDS)
def waste_heat_power_negative(case: Case, findings: Findings) -> None:
    """Drying with all exhaust heat may use up waste-heat power, but not more than there is."""
    for key, row in case.kiln_classes.items():
        if not _can_be_measured(case, row, row.specific_heat):
            continue
        spare = row.exhaust_heat - reference_heat(case, key).drying_exhaust
        lost = row.whr_loss * max(0.0, spare)
        if lost > row.whr_energy * (1 + 1e-9):
            cell = case.cell("kiln_classes", key, "whr_loss")
            figures = {
                "made": row.whr_energy,
                "lost": round(lost, 1),
                "most": round(row.whr_energy / spare, 1),
            }
            findings.add("waste_heat_power_negative", subject=key, cell=cell, **figures)


RULES: tuple[Rule, ...] = (
    mix_not_100,
    mix_without_analysis,
    reference_ash_too_much,
    base_heat_odd,
    no_running_day,
    least_days_above_days,
    waste_heat_power_negative,
)
