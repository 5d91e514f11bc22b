"""Rules on what flows: clean transport is asked of works that there are."""

from __future__ import annotations

from cases.case import Case
from cases.chemistry import VOLATILES
from cases.findings import Findings
from cases.nearest import nearest
from cases.rulebook import Rule, needs

EVERY = "*"
"""Site of a row that holds for every works without a row of its own."""


@needs("sites", "kilns", "plants")
def clean_transport_of_no_works(case: Case, findings: Findings) -> None:
    """A row names a site at which a kiln or a grinding plant stands, or all of them."""
    works = {kiln.site for kiln in case.kilns.values()} | {plant.site for plant in case.plants.values()}
    for site in case.clean_transport:
        if site != EVERY and site not in works:
            findings.add(
                "clean_transport_of_no_works", subject=site, cell=case.cell("clean_transport", site, "site"),
                nearest=nearest(site, sorted(works)),
            )  # fmt: skip


@needs("projects")
def capture_share_range(case: Case, findings: Findings) -> None:
    """A share of the flue gas is captured, at most all of it."""
    for key, row in case.project_effects.items():
        if row.effect == "capture_share" and not 0 < row.amount <= 100:
            findings.add(
                "capture_share_range", subject=row.project, cell=case.cell("project_effects", key, "amount"),
                kiln=row.target, share=row.amount,
            )  # fmt: skip


@needs("projects")
def green_power_targets(case: Case, findings: Findings) -> None:
    """A contract serves one company, kiln or mill."""
    served: dict[str, list[str]] = {}
    for project, effect, target, _ in case.project_effects:
        if effect == "green_power":
            served.setdefault(project, []).append(target)
    for project, targets in served.items():
        if len(targets) > 1:
            key = (project, "green_power", targets[1], "-")
            cell = case.cell("project_effects", key, "amount")
            findings.add("green_power_targets", subject=project, cell=cell, targets=", ".join(targets))


@needs("projects", "kiln_classes", "kilns")
def retention_below_nothing(case: Case, findings: Findings) -> None:
    """All bypasses of a kiln together do not take out more than there is."""
    points: dict[tuple[str, str], float] = {}
    for (_, effect, kiln, item), row in case.project_effects.items():
        if effect == "retention" and kiln in case.kilns and item in VOLATILES:
            points[kiln, item] = points.get((kiln, item), 0.0) + min(0.0, row.amount)
    for (kiln, item), change in points.items():
        kept = getattr(case.kiln_classes[case.kilns[kiln].kiln_class], f"retention_{item}")
        if kept + change < 0:
            key = next(k for k in case.project_effects if k[1:] == ("retention", kiln, item))
            findings.add(
                "retention_below_nothing", subject=kiln, cell=case.cell("project_effects", key, "amount"),
                item=item, kept=kept, change=-change,
            )  # fmt: skip


RULES: tuple[Rule, ...] = (
    clean_transport_of_no_works,
    capture_share_range,
    green_power_targets,
    retention_below_nothing,
)
