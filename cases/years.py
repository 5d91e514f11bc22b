"""Years of a case: how many each stands for, what money in it is worth, what differs from year to year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from cases.case import Case, Frozen
from cases.records import Source

K = TypeVar("K")
V = TypeVar("V")


def modelled_years(case: Case) -> tuple[int, ...]:
    """Years that have periods, earliest first."""
    return tuple(sorted({period.year for period in case.periods.values()}))


def years_represented(case: Case) -> dict[int, float]:
    """Years that each modelled year stands for [a].

    As stated, else up to the next modelled year; the last as long as the one before it, one alone 1.
    """
    years = modelled_years(case)
    found: dict[int, float] = {}
    for place, year in enumerate(years):
        row = case.years.get(str(year))
        if row is not None and row.represents is not None:
            found[year] = row.represents
        elif place + 1 < len(years):
            found[year] = float(years[place + 1] - year)
        else:
            found[year] = found[years[place - 1]] if place else 1.0
    return found


def discount_factors(case: Case) -> dict[int, float]:
    """What a CNY of each modelled year is worth in the base year: (1 + r)^-(year - base year)."""
    rate = case.info.discount_rate / 100.0
    return {year: (1.0 + rate) ** -(year - case.info.base_year) for year in modelled_years(case)}


def money_weights(case: Case) -> dict[int, float]:
    """Weight of each modelled year in a level annual cost: discount factor × years represented, summing to 1.

    The level cost, paid in every year of the path, has the same present value as the path's own costs.
    """
    represents, factors = years_represented(case), discount_factors(case)
    whole = sum(represents[year] * factors[year] for year in factors)
    return {year: represents[year] * factors[year] / whole for year in factors}


def co2_weights(case: Case) -> dict[int, float]:
    """Weight of each modelled year in the mean year of the path: years represented, summing to 1."""
    represents = years_represented(case)
    whole = sum(represents.values())
    return {year: count / whole for year, count in represents.items()}


def grid_co2(case: Case) -> dict[str, float]:
    """CO2 of purchased power by period, of the year or of the sheet Factors [kg/kWh]."""
    return _by_period(case, "grid_co2")


def electricity_prices(case: Case) -> dict[str, float]:
    """Price of purchased power by period, of the year or of the sheet Factors [CNY/kWh]."""
    return _by_period(case, "electricity_price")


def arising_scale(case: Case, source: str, period: str) -> float:
    """What a source has in the year of a period as a share of what the sheet Sources states; wastes only."""
    row = case.years.get(str(case.periods[period].year))
    if row is None or not case.materials[case.sources[source].material].waste:
        return 1.0
    return row.waste_arising / 100.0


def _by_period(case: Case, figure: str) -> dict[str, float]:
    found = {}
    for name, period in case.periods.items():
        own = getattr(case.years.get(str(period.year)), figure, None)
        found[name] = getattr(case.factors, figure) if own is None else own
    return found


def case_of_year(case: Case, year: int) -> Case:
    """The case as if it had this year alone: its periods and what is stated of them, its grid, its wastes."""
    periods = {name: row for name, row in case.periods.items() if row.year == year}
    first = next(iter(periods))
    sources = {
        name: _scaled(source, arising_scale(case, name, first)) for name, source in case.sources.items()
    }
    return replace(
        case,
        periods=Frozen(periods),
        factors=replace(
            case.factors, grid_co2=grid_co2(case)[first], electricity_price=electricity_prices(case)[first]
        ),
        sources=Frozen(sources),
        years=Frozen({key: row for key, row in case.years.items() if row.year == year}),
        demand=_within(case.demand, periods),
        current_kilns=_within(case.current_kilns, periods),
        current_feed=_within(case.current_feed, periods),
        current_cement=_within(case.current_cement, periods),
        current_flows=_within(case.current_flows, periods),
    )


def _within(table: Mapping[K, V], periods: Mapping[str, Any]) -> Frozen[K, V]:
    """Rows of these periods."""
    return Frozen({key: row for key, row in table.items() if getattr(row, "period", None) in periods})


def _scaled(source: Source, scale: float) -> Source:
    """What arises, is used elsewhere and is captive, more or less of it."""
    if scale == 1.0 or source.arising is None:
        return source
    return replace(
        source,
        arising=source.arising * scale,
        used_elsewhere=source.used_elsewhere * scale,
        captive=source.captive * scale,
    )
