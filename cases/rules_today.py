"""Rules of what is stated of today's operation."""

from __future__ import annotations

from collections.abc import Iterable

from cases.calendar import YEAR, period_days
from cases.case import Case
from cases.findings import Findings
from cases.rulebook import Rule, needs
from cases.rules_supply import SHARES

CLINKER = "clinker"
USES = {"sources": ("kiln", "mill"), "kilns": ("mill",), "plants": ("market",)}
"""What may become of what is sent, by who sends it."""


@needs()
def amount_or_share(case: Case, findings: Findings) -> None:
    """A stated feed is given by its amount or by its share, not by both and not by neither."""
    for key, row in case.current_feed.items():
        if (row.amount is None) == (row.share is None):
            cell = case.cell("current_feed", key, "amount")
            findings.add("amount_or_share", subject="+".join(key), cell=cell)


@needs()
def stated_shares_above_100(case: Case, findings: Findings) -> None:
    """Stated shares of one kiln's raw feed, or of its heat, do not exceed 100 %."""
    for place in dict.fromkeys((r.kiln, r.use, r.period) for r in case.current_feed.values()):
        rows = {k: r for k, r in case.current_feed.items() if (r.kiln, r.use, r.period) == place}
        total = sum(row.share or 0.0 for row in rows.values())
        if total > 100 + SHARES:
            cell = case.cell("current_feed", next(iter(rows)), "share")
            findings.add("stated_shares_above_100", subject="+".join(place), cell=cell, total=round(total, 3))


@needs("materials", "fuels")
def stated_role(case: Case, findings: Findings) -> None:
    """A material is fed as what it may be: raw material or fuel."""
    for key, row in case.current_feed.items():
        fits = case.materials[row.material].raw if row.use == "raw" else row.material in case.fuels
        if not fits:
            cell = case.cell("current_feed", key, "material")
            findings.add("stated_role", subject=row.kiln, cell=cell, material=row.material, use=row.use)


@needs("kilns", "kiln_classes")
def stated_fuels_not_100(case: Case, findings: Findings) -> None:
    """Where a kiln's usual fuel is stated by share and no fuel by amount, the shares make 100 %."""
    for kiln, period in dict.fromkeys((r.kiln, r.period) for r in case.current_feed.values()):
        rows = {
            key: row
            for key, row in case.current_feed.items()
            if (row.kiln, row.period, row.use) == (kiln, period, "fuel")
        }
        usual = case.kiln_classes[case.kilns[kiln].kiln_class].reference_fuel
        total = sum(row.share or 0.0 for row in rows.values())
        mine = [key for key, row in rows.items() if row.material == usual]
        whole = all(row.share is not None for row in rows.values())
        if mine and whole and total < 100 - SHARES:
            cell = case.cell("current_feed", mine[0], "share")
            findings.add("stated_fuels_not_100", subject=kiln, cell=cell, total=round(total, 3), fuel=usual)


@needs()
def current_recipe_not_100(case: Case, findings: Findings) -> None:
    """The customary shares of a product add up to 100 %."""
    for product in dict.fromkeys(row.product for row in case.current_recipes.values()):
        rows = {key: row for key, row in case.current_recipes.items() if row.product == product}
        total = sum(row.share for row in rows.values())
        if abs(total - 100) > SHARES:
            cell = case.cell("current_recipes", next(iter(rows)), "share")
            findings.add("current_recipe_not_100", subject=product, cell=cell, total=round(total, 3))


@needs("kilns")
def more_lines_than_there_are(case: Case, findings: Findings) -> None:
    """No more lines run today than stand there."""
    for key, row in case.current_kilns.items():
        lines = case.kilns[row.kiln].lines
        if row.lines is not None and row.lines > lines:
            cell = case.cell("current_kilns", key, "lines")
            findings.add(
                "more_lines_than_there_are", subject=row.kiln, cell=cell, stated=row.lines, most=lines
            )


@needs("periods", "kilns", "plants", "sources")
def stated_beyond_all(case: Case, findings: Findings) -> None:
    """What is stated of today should be possible without any stop; else its unit is likely wrong."""
    days = {period: period_days(case, period) for period in case.periods}
    for key, kiln in case.current_kilns.items():
        line = case.kilns[kiln.kiln]
        most = line.capacity * line.lines * days[kiln.period] / 1000
        _beyond(case, findings, ("current_kilns", key, "clinker"), kiln.clinker, most)
    for place, cement in case.current_cement.items():
        most = case.plants[cement.plant].capacity * days[cement.period] / YEAR
        _beyond(case, findings, ("current_cement", place, "cement"), cement.cement, most)
    for way, flow in case.current_flows.items():
        source = case.sources.get(flow.origin)
        if source is not None and source.arising is not None:
            moisture = (
                source.moisture if source.moisture is not None else case.materials[source.material].moisture
            )
            most = source.arising / (1 - moisture / 100)
            _beyond(case, findings, ("current_flows", way, "amount"), flow.amount, most)


def _beyond(
    case: Case, findings: Findings, place: tuple[str, tuple[str, ...], str], stated: float | None, most: float
) -> None:
    if stated is not None and stated > most * (1 + SHARES / 100):
        findings.add(
            "stated_beyond_all", subject="+".join(place[1]), cell=case.cell(*place), stated=round(stated, 3),
            most=round(most, 3), unit="kt",
        )  # fmt: skip


@needs("sources", "kilns", "plants", "products", "materials", "sites", "markets")
def current_flow_odd(case: Case, findings: Findings) -> None:
    """What is sent, for what and to whom fit together."""
    for key, row in case.current_flows.items():
        table, items = _sender(case, row.origin)
        ends = case.markets if row.use == "market" else case.sites
        for column, found, known in (
            ("item", row.item, items),
            ("use", row.use, USES[table]),
            ("destination", row.destination, ends),
        ):
            if found not in known:
                cell = case.cell("current_flows", key, column)
                findings.add(
                    "current_flow_odd", subject=row.origin, cell=cell, column=column, found=found,
                    known=sorted(known)[:6],
                )  # fmt: skip


def _sender(case: Case, origin: str) -> tuple[str, Iterable[str]]:
    """Table of who sends, and what can be sent from there."""
    if origin in case.sources:
        return "sources", (case.sources[origin].material,)
    return ("kilns", (CLINKER,)) if origin in case.kilns else ("plants", list(case.products))


RULES: tuple[Rule, ...] = (
    amount_or_share,
    stated_shares_above_100,
    stated_role,
    stated_fuels_not_100,
    current_recipe_not_100,
    more_lines_than_there_are,
    stated_beyond_all,
    current_flow_odd,
)
