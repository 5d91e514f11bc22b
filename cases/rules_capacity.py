"""Rules of capacity policy: swaps, replacement rules, commitments, early warnings."""

from __future__ import annotations

from cases.calendar import period_days, running_days
from cases.case import Case
from cases.chemistry import split_lime
from cases.findings import Findings
from cases.heat import reference_mix
from cases.replacement import ELIGIBLE, eligibility, new_lines, ratio, retiring, rule_set
from cases.rulebook import Rule, needs


@needs("kilns")
def swap_partner(case: Case, findings: Findings) -> None:
    """The partner of a swap is another line, which does not itself run through its stops by a swap."""
    slag = {row.kiln for row in case.swaps.values() if row.active}
    told: set[frozenset[str]] = set()
    for key, row in case.swaps.items():
        if not row.active:
            continue
        cell = case.cell("swaps", key, "partner")
        if row.kiln == row.partner:
            findings.add("swap_with_itself", subject="+".join(key), cell=cell, kiln=row.kiln)
        elif row.partner in slag and frozenset(key) not in told:
            told.add(frozenset(key))
            findings.add(
                "swap_partner_swaps", subject="+".join(key), cell=cell, kiln=row.kiln, partner=row.partner
            )


@needs("kilns", "periods", "areas", "stop_windows")
def swap_agreed_too_much(case: Case, findings: Findings) -> None:
    """What a partner is to make up fits in the days that its own windows leave in a year."""
    for partner in dict.fromkeys(row.partner for row in case.swaps.values()):
        rows = {
            key: row
            for key, row in case.swaps.items()
            if row.partner == partner and row.active and row.rule == "agreed"
        }
        for year in sorted({row.year for row in case.periods.values()}):
            owed = sum(_agreed(case, key, year) for key in rows)
            room = case.kilns[partner].lines * sum(running_days(case, partner, p) for p in _of(case, year))
            if owed > room * (1 + 1e-9):
                findings.add(
                    "swap_agreed_too_much", subject=partner, year=year, owed=round(owed, 1), room=room,
                    cell=case.cell("swaps", next(iter(rows)), "days"),
                )  # fmt: skip
                break


def _of(case: Case, year: int) -> list[str]:
    return [name for name, row in case.periods.items() if row.year == year]


def _agreed(case: Case, key: tuple[str, str], year: int) -> float:
    """Line-days that the partner of an agreement stands in a year."""
    row, line, partner = case.swaps[key], case.kilns[key[0]], case.kilns[key[1]]
    stops = sum(period_days(case, p) - running_days(case, row.kiln, p) for p in _of(case, year))
    days = stops * line.lines if row.days is None else min(row.days, stops * line.lines)
    return days * (line.capacity / partner.capacity if row.measure == "capacity" else 1.0)


@needs("kilns", "periods", "areas", "stop_windows")
def swap_without_stops(case: Case, findings: Findings) -> None:
    """A line that stands in no window has nothing to swap."""
    for key, row in case.swaps.items():
        whole = all(running_days(case, row.kiln, p) >= period_days(case, p) for p in case.periods)
        if row.active and whole:
            cell = case.cell("swaps", key, "kiln")
            findings.add("swap_without_stops", subject="+".join(key), cell=cell, kiln=row.kiln)


@needs("case", "replacement_sets")
def replacement_without_ratios(case: Case, findings: Findings) -> None:
    """The rule set in force has ratios."""
    name = case.info.replacement_set
    if name and not any(row.set == name and row.active for row in case.replacement_ratios.values()):
        cell = case.cell("case", "replacement_set", "value")
        findings.add("replacement_without_ratios", subject=name, cell=cell)


@needs()
def replacement_below_one(case: Case, findings: Findings) -> None:
    """A ratio below 1 lets capacity grow."""
    for key, row in case.replacement_ratios.items():
        if row.ratio < 1 and row.active:
            cell = case.cell("replacement_ratios", key, "ratio")
            findings.add("replacement_below_one", subject="+".join(key), cell=cell, ratio=row.ratio)


@needs()
def replacement_same_rank(case: Case, findings: Findings) -> None:
    """Which of two rows holds must be certain."""
    seen: dict[tuple[str, int], str] = {}
    for key, row in case.replacement_ratios.items():
        if not row.active:
            continue
        other = seen.setdefault((row.set, row.rank), row.rule)
        if other != row.rule:
            cell = case.cell("replacement_ratios", key, "rank")
            findings.add(
                "replacement_same_rank", subject="+".join(key), cell=cell, rank=row.rank, other=other
            )


@needs("kilns", "projects", "project_effects", "replacement_sets", "replacement_ratios", "areas", "sites")
def replacement_unmatched(case: Case, findings: Findings) -> None:
    """Every pair of a new line and a retired one that may stand behind it finds its ratio."""
    rules = rule_set(case)
    if rules is None or not any(row.set == rules.set for row in case.replacement_ratios.values()):
        return
    gone = [kiln for kiln in retiring(case) if eligibility(case, rules, kiln) == ELIGIBLE]
    for project, kiln, _ in new_lines(case):
        missing = [name for name in gone if ratio(case, rules, kiln, name) is None]
        if kiln in case.kilns and missing:
            findings.add(
                "replacement_unmatched", subject=project, kiln=kiln, retired=missing[0], set=rules.set,
                cell=case.cell("replacement_ratios", next(iter(case.replacement_ratios)), "ratio"),
            )  # fmt: skip


@needs("kilns", "projects", "project_effects")
def rebuilt_listed(case: Case, findings: Findings) -> None:
    """A line on the elimination list is not built again under the same name."""
    for project, kiln, _ in new_lines(case):
        if kiln in case.kilns and (by := case.kilns[kiln].close_by) is not None:
            cell = case.cell("kilns", kiln, "close_by")
            findings.add("rebuilt_listed", subject=kiln, cell=cell, project=project, year=by)


@needs()
def warning_bounds(case: Case, findings: Findings) -> None:
    """A warning has a low or a high line, the low one below the high one."""
    for key, row in case.warnings.items():
        if row.low is None and row.high is None:
            findings.add("warning_without_line", subject=key, cell=case.cell("warnings", key, "low"))
        elif row.low is not None and row.high is not None and row.low > row.high:
            cell = case.cell("warnings", key, "low")
            findings.add("warning_low_above_high", subject=key, cell=cell, low=row.low, high=row.high)


@needs("kilns", "kiln_classes", "reference_mixes", "materials", "analyses")
def limestone_none(case: Case, findings: Findings) -> None:
    """A commitment to replace limestone is counted against a reference mix that holds some."""
    for key, kiln in case.kilns.items():
        if not kiln.limestone_replaced:
            continue
        mix = case.kiln_classes[kiln.kiln_class].reference_mix
        virgin = {row.material for row in case.reference_mixes.values() if row.mix == mix}
        virgin = {name for name in virgin if not case.materials[name].waste}
        analyses = {a for name in virgin if (a := case.materials[name].analysis)}
        if list(reference_mix(case, mix)) and not any(
            split_lime(case.analyses[a]).carbonate_cao for a in analyses
        ):
            cell = case.cell("kilns", key, "limestone_replaced")
            findings.add("limestone_none", subject=key, cell=cell, mix=mix)


RULES: tuple[Rule, ...] = (
    swap_partner,
    swap_agreed_too_much,
    swap_without_stops,
    replacement_without_ratios,
    replacement_below_one,
    replacement_same_rank,
    replacement_unmatched,
    rebuilt_listed,
    warning_bounds,
    limestone_none,
)
