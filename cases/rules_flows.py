"""Rules on what flows: clean transport is asked of works that there are."""

from __future__ import annotations

from cases.case import Case
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


RULES: tuple[Rule, ...] = (clean_transport_of_no_works,)
