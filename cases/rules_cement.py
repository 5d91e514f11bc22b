"""Rules of products, recipes, plants and demand."""

from __future__ import annotations

from collections.abc import Iterator

from cases.calendar import YEAR, period_days, seasons
from cases.case import Case
from cases.findings import CellRef, Findings
from cases.projects import lines_possible, most_added
from cases.records import Recipe, Store
from cases.rulebook import Rule, needs
from cases.shifting import longest_run

CLINKER = "clinker"
ROUNDING = 1e-6


@needs()
def recipe_bounds(case: Case, findings: Findings) -> None:
    """Share ranges and the SO3 window have their lower side below their upper."""
    for key, row in case.recipes.items():
        if row.lower > row.upper:
            cell = case.cell("recipes", key, "lower")
            name = f"{row.product}+{row.range}"
            findings.add(
                "lower_above_upper", subject=name, cell=cell, lower=row.lower, upper=row.upper, unit="%"
            )
    for name, product in case.products.items():
        if product.so3_min > product.so3_max:
            cell = case.cell("products", name, "so3_min")
            findings.add(
                "lower_above_upper",
                subject=name,
                cell=cell,
                lower=product.so3_min,
                upper=product.so3_max,
                unit="% SO3",
            )


@needs("recipes", "products", "demand")
def recipe_missing(case: Case, findings: Findings) -> None:
    """A product that is asked for has a recipe with clinker in it."""
    asked = {row.product for row in case.demand.values() if row.demand > 0}
    for key in case.products:
        ranges = _ranges(case, key)
        if key in asked and not any(CLINKER in row.constituents for row in ranges):
            findings.add("recipe_without_clinker", subject=key, cell=case.cell("products", key, "product"))


@needs("recipes", "products")
def recipe_impossible(case: Case, findings: Findings) -> None:
    """Shares can add up to 100 %; told only where no constituent is in two ranges."""
    for key in case.products:
        ranges = _ranges(case, key)
        names = [name for row in ranges for name in row.constituents]
        if not ranges or len(names) != len(set(names)):
            continue
        low, high = sum(row.lower for row in ranges), sum(row.upper for row in ranges)
        if low > 100 + ROUNDING or high < 100 - ROUNDING:
            first = next(k for k, row in case.recipes.items() if row.product == key)
            cell = case.cell("recipes", first, "lower")
            findings.add("recipe_impossible", subject=key, cell=cell, low=low, high=high)


@needs("products", "kiln_classes", "materials", "factors")
def strength_out_of_reach(case: Case, findings: Findings) -> None:
    """No cement is stronger than the best of its constituents."""
    activity = max((m.activity for m in case.materials.values() if m.constituent), default=0.0)
    clinker = max((row.strength for row in case.kiln_classes.values()), default=0.0)
    best = max(clinker, case.factors.strength_reference * activity)
    for key, product in case.products.items():
        if product.strength_min > best:
            cell = case.cell("products", key, "strength_min")
            findings.add(
                "strength_out_of_reach", subject=key, cell=cell, least=product.strength_min, best=best
            )


@needs("products", "kiln_classes", "kilns", "limits")
def clinker_limit_missing(case: Case, findings: Findings) -> None:
    """Cement rows count clinker at its own upper limit; without one it counts as free of the substance."""
    watched = {
        "so3": any(row.so3_max is not None for row in case.products.values()),
        "cl": any(row.cl_max is not None for row in case.products.values()),
        "mgo": any(row.mgo_max is not None for row in case.products.values()),
    }
    used = {case.kiln_classes[kiln.kiln_class].kiln_class for kiln in case.kilns.values()}
    for name in sorted(used):
        limit_set = case.kiln_classes[name].limit_set
        stated = {m for (s, m), row in case.limits.items() if s == limit_set and row.upper is not None}
        missing = [metric for metric, asked in watched.items() if asked and metric not in stated]
        if missing:
            cell = case.cell("kiln_classes", name, "limit_set")
            findings.add("clinker_limit_missing", subject=limit_set, cell=cell, metrics=missing)


@needs()
def import_without_co2(case: Case, findings: Findings) -> None:
    """Imports carry their CO2, or least CO2 would simply import."""
    for key, row in case.demand.items():
        if row.import_price is not None and row.import_co2 is None:
            cell = case.cell("demand", key, "import_co2")
            findings.add("import_without_co2", subject="+".join(key), cell=cell, price=row.import_price)


@needs(
    "demand", "recipes", "products", "kilns", "kiln_classes", "periods", "areas", "stop_windows", "stores",
    "projects", "project_effects",
)  # fmt: skip
def demand_above_clinker(case: Case, findings: Findings) -> None:
    """Demand that may neither be imported nor left unmet needs clinker that the kilns can make."""
    for name, periods, stored in _spans(case):
        asked = _hard_demand(case, periods)
        least = sum(amount * _least_clinker(case, product) for product, amount in asked.items())
        made = sum(
            lines_possible(case, key) * kiln.capacity * longest_run(case, key, period) / 1000
            for key, kiln in case.kilns.items()
            for period in periods
            if kiln.close_by is None or case.periods[period].year < kiln.close_by
        )
        if least > (made + stored) * (1 + ROUNDING):
            cell, total = _demand_cell(case, periods), sum(asked.values())
            findings.add(
                "demand_above_clinker", subject=name, cell=cell, demand=total, least=least, made=made,
                stored=stored or None,
            )  # fmt: skip


@needs("demand", "plants", "periods", "stores", "projects", "project_effects")
def demand_above_mills(case: Case, findings: Findings) -> None:
    """Demand that may neither be imported nor left unmet passes the mills."""
    for name, periods, stored in _spans(case, clinker=False):
        asked = sum(_hard_demand(case, periods).values())
        days = sum(period_days(case, period) for period in periods)
        capacity = sum(
            row.capacity + most_added(case, "mill_capacity", key) for key, row in case.plants.items()
        )
        made = capacity * days / YEAR
        if asked > (made + stored) * (1 + ROUNDING):
            cell = _demand_cell(case, periods)
            findings.add(
                "demand_above_mills", subject=name, cell=cell, demand=asked, made=made, stored=stored or None
            )


def _spans(case: Case, *, clinker: bool = True) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """Each period, with the most that stores can bring into it [kt], and years of several as a whole."""
    room = sum(
        row.capacity + most_added(case, "store_capacity", row.place)
        for row in case.stores.values()
        if clinker or row.goods != CLINKER
    )
    years = seasons(case)
    for period in case.periods:
        yield period, (period,), room if any(period in names for names in years.values()) else 0.0
    if room:
        fallen = sum(_fallen(row) for row in case.stores.values() if clinker or row.goods != CLINKER)
        yield from ((str(year), names, fallen) for year, names in years.items())


def _fallen(row: Store) -> float:
    """What a store gives in a year that ends with less than it began with, kt."""
    return 0.0 if row.start is None or row.end is None else max(0.0, row.start - row.end)


def _ranges(case: Case, product: str) -> list[Recipe]:
    return [row for row in case.recipes.values() if row.product == product]


def _hard_demand(case: Case, periods: tuple[str, ...]) -> dict[str, float]:
    """Demand by product that must be met from the case's own mills, kt."""
    found: dict[str, float] = {}
    for row in case.demand.values():
        if row.period in periods and row.import_price is None and row.unmet_price is None:
            found[row.product] = found.get(row.product, 0.0) + row.demand
    return found


def _least_clinker(case: Case, product: str) -> float:
    """A share of clinker that no recipe of the product can go below, t per t."""
    ranges = _ranges(case, product)
    stated = [row.lower for row in ranges if row.constituents == (CLINKER,)]
    others = sum(row.upper for row in ranges if CLINKER not in row.constituents)
    return max(0.0, 100 - others, *stated) / 100


def _demand_cell(case: Case, periods: tuple[str, ...]) -> CellRef | None:
    key = next(key for key, row in case.demand.items() if row.period in periods and row.demand > 0)
    return case.cell("demand", key, "demand")


RULES: tuple[Rule, ...] = (
    recipe_bounds,
    recipe_missing,
    recipe_impossible,
    strength_out_of_reach,
    clinker_limit_missing,
    import_without_co2,
    demand_above_clinker,
    demand_above_mills,
)
