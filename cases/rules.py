"""Every cross-table rule, in the order of the subjects."""

from __future__ import annotations

from cases import (
    rules_capacity,
    rules_cement,
    rules_chemistry,
    rules_flows,
    rules_fractions,
    rules_kilns,
    rules_market,
    rules_network,
    rules_policy,
    rules_projects,
    rules_quality,
    rules_stores,
    rules_supply,
    rules_time,
    rules_today,
)
from cases.case import Case
from cases.findings import Findings
from cases.rulebook import Rule

RULES: tuple[Rule, ...] = (
    *rules_network.RULES,
    *rules_chemistry.RULES,
    *rules_supply.RULES,
    *rules_time.RULES,
    *rules_kilns.RULES,
    *rules_quality.RULES,
    *rules_cement.RULES,
    *rules_today.RULES,
    *rules_stores.RULES,
    *rules_capacity.RULES,
    *rules_market.RULES,
    *rules_fractions.RULES,
    *rules_policy.RULES,
    *rules_flows.RULES,
    *rules_projects.RULES,
)


def check_case(case: Case, broken: set[str], findings: Findings) -> None:
    """Run every rule whose tables are whole; rules on broken tables would only tell the same fault again."""
    for rule in RULES:
        if not rule.needs & broken:
            rule.check(case, findings)
