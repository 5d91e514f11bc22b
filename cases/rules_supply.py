"""Rules of sources: what arises, who has it already, who can take it."""

from __future__ import annotations

from cases.case import Case
from cases.findings import Findings
from cases.records import Kiln, Material
from cases.rulebook import Rule, needs

SHARES = 0.1  # percentage points that shares may miss 100 by
ROUNDING = 1e-6


@needs()
def profile_not_100(case: Case, findings: Findings) -> None:
    """The months of a profile add up to the year."""
    for key, profile in case.profiles.items():
        total = sum(getattr(profile, f"m{month:02d}") for month in range(1, 13))
        if abs(total - 100) > SHARES:
            cell = case.cell("profiles", key, "m01")
            findings.add("profile_not_100", subject=key, cell=cell, total=round(total, 3))


@needs("materials")
def waste_without_arising(case: Case, findings: Findings) -> None:
    """Waste is never without limit."""
    for key, source in case.sources.items():
        if source.arising is None and case.materials[source.material].waste:
            cell = case.cell("sources", key, "arising")
            findings.add("waste_without_arising", subject=key, cell=cell, material=source.material)


@needs()
def taken_above_arising(case: Case, findings: Findings) -> None:
    """What others and the captive user take arises in the first place."""
    for key, source in case.sources.items():
        taken = source.used_elsewhere + source.captive
        if source.arising is not None and taken > source.arising * (1 + ROUNDING) + ROUNDING:
            findings.add(
                "taken_above_arising", subject=key, cell=case.cell("sources", key, "arising"), taken=taken,
                elsewhere=source.used_elsewhere, captive=source.captive, arising=source.arising,
            )  # fmt: skip


@needs()
def captive_without_site(case: Case, findings: Findings) -> None:
    """A captive part goes somewhere."""
    for key, source in case.sources.items():
        if source.captive > 0 and source.captive_site is None:
            cell = case.cell("sources", key, "captive_site")
            findings.add("captive_without_site", subject=key, cell=cell, captive=source.captive)


@needs("sources", "materials", "kilns", "kiln_classes", "fuels", "dosing", "products", "recipes", "demand")
def supply_without_taker(case: Case, findings: Findings) -> None:
    """Supply that no kiln and no plant can take; one finding a material."""
    ground = {name for row in case.recipes.values() if row.upper > 0 for name in row.constituents}
    for key, material in case.materials.items():
        sources = {name: row for name, row in case.sources.items() if row.material == key}
        taken = material.constituent in ground or any(
            _takes(case, kiln, material) for kiln in case.kilns.values()
        )
        has_role = material.raw or material.fuel or material.constituent
        if sources and has_role and not taken:
            amount = sum(row.arising or 0.0 for row in sources.values())
            cell = case.cell("sources", next(iter(sources)), "material")
            findings.add("supply_without_taker", subject=key, cell=cell, amount=amount, sources=len(sources))


def _takes(case: Case, kiln: Kiln, material: Material) -> bool:
    """Whether a kiln may feed or burn a material at all."""
    if material.permit and not kiln.coprocessing:
        return False
    dosing = case.dosing.get((kiln.kiln_class, material.material))
    share = dosing.max_share if dosing else material.max_raw_share
    if material.raw and share != 0:
        return True
    fuel = case.fuels.get(material.material)
    if not material.fuel or fuel is None or fuel.max_heat_share == 0:
        return False
    return not fuel.alternative or case.kiln_classes[kiln.kiln_class].tsr_max > 0


RULES: tuple[Rule, ...] = (
    profile_not_100,
    waste_without_arising,
    taken_above_arising,
    captive_without_site,
    supply_without_taker,
)
