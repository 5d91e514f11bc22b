"""Rules of time and transport that need no graph; what nothing reaches is told by the network."""

from __future__ import annotations

from cases.calendar import period_dates
from cases.case import Case
from cases.findings import Findings
from cases.rulebook import Rule, needs

ROAD = "road"


@needs("periods")
def periods_overlap(case: Case, findings: Findings) -> None:
    """A day of a year belongs to one period."""
    seen: dict[tuple[int, int], str] = {}
    for key, period in case.periods.items():
        days = [(period.year, day) for day in sorted(period_dates(case, key))]
        shared = [seen[day] for day in days if day in seen]
        if shared:
            cell = case.cell("periods", key, "start")
            findings.add("periods_overlap", subject=key, cell=cell, other=shared[0], days=len(shared))
        seen.update(dict.fromkeys(days, key))


@needs()
def link_to_itself(case: Case, findings: Findings) -> None:
    """A link joins two places."""
    for key, link in case.links.items():
        if link.from_place == link.to_place:
            cell = case.cell("links", key, "to_place")
            findings.add("link_to_itself", subject=key, cell=cell, place=link.from_place)


@needs()
def transfer_within_mode(case: Case, findings: Findings) -> None:
    """A transfer joins two modes."""
    for key, transfer in case.transfers.items():
        if transfer.from_mode == transfer.to_mode:
            cell = case.cell("transfers", key, "to_mode")
            findings.add("transfer_within_mode", subject=key, cell=cell, mode=transfer.from_mode)


@needs("modes")
def road_missing(case: Case, findings: Findings) -> None:
    """Sites are joined to the network by road, so the road must be a mode."""
    if ROAD not in case.modes:
        findings.add("road_missing", subject=ROAD, cell=case.cell("modes", ROAD, "mode"))


@needs("case", "modes", "tariffs", "materials", "products", "goods_groups")
def road_tariff_missing(case: Case, findings: Findings) -> None:
    """Goods without a road tariff cannot leave their site by road."""
    used = {m.goods_group for m in case.materials.values()} | {p.goods_group for p in case.products.values()}
    used.add(case.info.clinker_goods_group)
    for group in sorted(used):
        if (ROAD, group) not in case.tariffs and ROAD in case.modes:
            cell = case.cell("goods_groups", group, "goods_group")
            findings.add("road_tariff_missing", subject=group, cell=cell)


@needs()
def service_bounds(case: Case, findings: Findings) -> None:
    """Least and largest volume of a rail service."""
    for key, row in case.services.items():
        if row.maximum is not None and row.minimum > row.maximum:
            cell = case.cell("services", key, "minimum")
            findings.add(
                "lower_above_upper", subject=key, cell=cell, lower=row.minimum, upper=row.maximum, unit="kt/a"
            )


RULES: tuple[Rule, ...] = (
    periods_overlap,
    link_to_itself,
    transfer_within_mode,
    road_missing,
    road_tariff_missing,
    service_bounds,
)
