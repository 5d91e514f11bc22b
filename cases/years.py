"""Years of a case: how many each stands for, what money in it is worth, what differs from year to year."""

from __future__ import annotations

from cases.case import Case


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
