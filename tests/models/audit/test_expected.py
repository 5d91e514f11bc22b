"""Which findings of the audit of today a told breach explains: those of the same thing in the same period."""

from __future__ import annotations

import pytest

from models.audit.codes import Code
from models.audit.expected import explains
from models.audit.finding import AuditFinding


def finding(code: Code, period: str, **ids: str) -> AuditFinding:
    subject = "/".join(ids.values())
    return AuditFinding(
        code=code, subject=subject, period=period, value=2.0, limit=1.0, unit="t",
        params={"period": period, **ids},
    )  # fmt: skip


MODULUS = ("c_quality_lower", "kiln_west+kh+year")
STATED = ("c_stated", "raw+kiln_west+marl+year")


@pytest.mark.parametrize(
    ("breach", "found"),
    [
        (MODULUS, finding(Code.RATIO_LOWER, "year", kiln="kiln_west", metric="kh")),
        (STATED, finding(Code.STATED, "year", fact="raw feed", key="kiln_west+marl")),
        (
            ("c_haul_capacity", "link+l1+year"),
            finding(Code.LINK_CAPACITY, "year", id="l1"),
        ),
        (
            ("c_raw_feeder_minimum", "kiln_west+marl+year"),
            finding(Code.FEEDER_MINIMUM, "year", kiln="kiln_west", use="raw", material="marl"),
        ),
        (
            ("c_quality_upper", "kiln_west+alumina_modulus+year"),
            finding(Code.RATIO_BRANCH, "year", kiln="kiln_west", metric="kh"),
        ),
        (("c_days_max", "plant/1+year"), finding(Code.DAYS_MAX, "year", kiln="plant/1")),
        (
            ("c_waste_store", "pile+2024"),
            finding(Code.STOCK_ROOM, "winter", place="pile", goods="slag"),
        ),
    ],
)
def test_a_breach_explains_the_finding_that_tells_it(breach: tuple[str, str], found: AuditFinding) -> None:
    assert explains(breach, found)


@pytest.mark.parametrize(
    ("breach", "found"),
    [
        (MODULUS, finding(Code.RATIO_LOWER, "year", kiln="kiln_east", metric="kh")),
        (MODULUS, finding(Code.RATIO_LOWER, "year", kiln="kiln_west", metric="lsf")),
        (MODULUS, finding(Code.RATIO_LOWER, "winter", kiln="kiln_west", metric="kh")),
        (STATED, finding(Code.STATED, "year", fact="raw feed", key="kiln_east+marl")),
        (STATED, finding(Code.STATED, "year", fact="fuel feed", key="kiln_west+coal")),
    ],
)
def test_a_breach_of_something_else_explains_nothing(breach: tuple[str, str], found: AuditFinding) -> None:
    assert not explains(breach, found)
