"""What rules earn as the plan tells it; whether they may is checked with the rules themselves."""

from __future__ import annotations

from models.audit.plan import Plan


def earned(plan: Plan, reward: str) -> dict[tuple[str, str], set[str]]:
    """Rules of a reward that are earned, by (subject, year)."""
    found: dict[tuple[str, str], set[str]] = {}
    told = plan.tables.get("rules")
    for row in [] if told is None else told.to_dict("records"):
        if row["reward"] == reward and row["earned"]:
            found.setdefault((str(row["subject"]), str(row["year"])), set()).add(str(row["rule"]))
    return found
