"""The parts of a study from its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from optimizer.study.abatement import Curve, Measure
from optimizer.study.checks import Checks
from optimizer.study.common import Common, Listed
from optimizer.study.draws import UNIFORM, Draws, Range, case_ranges, drawn_once
from optimizer.study.front import Front
from optimizer.study.grid import grid
from optimizer.study.points import Part, Point
from optimizer.study.tornado import Tornado
from optimizer.study.typed import Entries, Entry

EVERY = "*"


def parts_of(entries: Entries, general: Entry | None, checks: Checks) -> tuple[Part, ...]:
    """All parts that could be made, in the order of the tables; what is wrong is told."""
    parts: list[Part] = [*_scenarios(entries, general, checks)]
    owners = {"grids": ("axes", grid), "fronts": ("", _front), "curves": ("measures", _curve),
              "draws": ("ranges", _draws), "tornados": ("figures", _tornado)}  # fmt: skip
    for table, (belonging, make) in owners.items():
        rows = _assigned(entries[table], entries[belonging] if belonging else (), checks)
        for entry, own in rows:
            common = checks.common(entry["part"] or table, entry, general)
            part = make(common, entry, own, checks)
            if part is not None and entry.sound:
                parts.append(part)
    _told_twice(entries, checks)
    return tuple(parts)


def _assigned(
    owners: Sequence[Entry], rows: Sequence[Entry], checks: Checks
) -> list[tuple[Entry, list[Entry]]]:
    """Each row with those of another table that name its part; without a name they belong to the only one."""
    names = [owner["part"] for owner in owners]
    found: dict[str, list[Entry]] = {name: [] for name in names}
    for row in rows:
        name = row["part"] or (names[0] if len(names) == 1 else None)
        if name in found:
            found[name].append(row)
        else:
            checks.tell("study.read.part", row, "part", found=row["part"], known=[n for n in names if n])
    return [(owner, found[owner["part"]]) for owner in owners]


def _told_twice(entries: Entries, checks: Checks) -> None:
    """Two parts of one name; points may share theirs."""
    seen = {row["part"] for row in entries["points"]}
    for table in ("grids", "fronts", "curves", "draws", "tornados"):
        for entry in entries[table]:
            if entry["part"] in seen:
                checks.tell("study.read.part_twice", entry, "part", found=entry["part"])
            seen.add(entry["part"])


def _scenarios(entries: Entries, general: Entry | None, checks: Checks) -> Iterator[Part]:
    """Points by part, in the order in which they stand."""
    found: dict[str, dict[str, Point]] = {}
    for entry in entries["points"]:
        part = found.setdefault(entry["part"], {})
        for point in _points(checks.common(entry["part"], entry, general), entry, checks):
            if point.point in part:
                checks.tell("study.read.point_twice", entry, "point", found=point.point)
            part[point.point] = point
    for name, points in found.items():
        yield Listed(name, tuple(points.values()))


def _points(common: Common, entry: Entry, checks: Checks) -> Iterator[Point]:
    """The point of a row, or one a scenario; each tells what it is made of."""
    each = checks.scenarios if EVERY in entry["each"] else checks.named(entry["each"], entry, "each")
    if not each:
        name = entry["point"] or " + ".join(common.scenarios) or "as stated"
        yield common.point(name, inputs=_inputs(common, common.scenarios))
    for scenario in each:
        name = f"{entry['point']} + {scenario}" if entry["point"] else scenario
        yield common.point(name, scenarios=(scenario,), inputs=_inputs(common, (*common.scenarios, scenario)))


def _inputs(common: Common, scenarios: Sequence[str]) -> dict[str, Any]:
    changed = {f"{c.table}.{c.row}.{c.column}": c.value for c in common.changes}
    return ({"scenarios": " + ".join(scenarios)} if scenarios else {}) | changed


def _front(common: Common, entry: Entry, own: Sequence[Entry], checks: Checks) -> Part | None:
    del own
    for name in ("aim", "carbon_price", "co2_cap"):
        if name in common.options:
            checks.tell("study.read.front_aim", entry, name, found=name)
    first = checks.gauge(entry["first"], entry, "first")
    second = checks.gauge(entry["second"], entry, "second")
    if first is None or second is None:
        return None
    if first == second:
        checks.tell("study.read.front_same", entry, "second", found=str(second))
    if not first.is_linear:
        checks.tell("study.read.front_ratio", entry, "first", found=str(first))
    return Front(common, first, second, entry["points"])


def _curve(common: Common, entry: Entry, own: Sequence[Entry], checks: Checks) -> Part | None:
    measures: dict[str, Measure] = {}
    for row in own:
        off, on = (checks.named(row[name], row, name) for name in ("off", "on"))
        name = row["measure"] or " + ".join([*off, *on])
        if not off and not on:
            checks.tell("study.read.measure", row, "measure", found=name)
        elif name in measures:
            checks.tell("study.read.measure_twice", row, "measure", found=name)
        measures[name] = Measure(name, off, on)
    if not measures:
        checks.tell("study.read.no_rows", entry, "part", found=common.part, table="measures")
    return Curve(common, tuple(measures.values()))


def _draws(common: Common, entry: Entry, own: Sequence[Entry], checks: Checks) -> Part | None:
    stated = case_ranges(checks.case, entry["shape"]) if entry["case_ranges"] else iter(())
    ranges = drawn_once(iter([*stated, *(found for row in own for found in _range(row, checks))]))
    if not ranges and not own:
        checks.tell("study.read.no_rows", entry, "part", found=common.part, table="ranges")
    own_seed = common.options.get("seed", 0) if entry["seed"] is None else entry["seed"]
    seed = own_seed if checks.seed is None else checks.seed
    return Draws(common, entry["draws"], seed, ranges)


def _tornado(common: Common, entry: Entry, own: Sequence[Entry], checks: Checks) -> Part | None:
    stated = case_ranges(checks.case, UNIFORM) if entry["case_ranges"] else iter(())
    ranges = drawn_once(iter([*stated, *(found for row in own for found in _range(row, checks))]))
    if not ranges and not own:
        checks.tell("study.read.no_rows", entry, "part", found=common.part, table="figures")
    return Tornado(common, ranges)


def _range(row: Entry, checks: Checks) -> Iterator[Range]:
    if not row.sound:
        return
    low, high = row["low"], row["high"]
    likely = _likely(row) if row["likely"] is None else row["likely"]
    end = checks.cell(row["cell"], row, row["action"], f"{low:.6g}")
    if end is not None:
        checks.mean(replace(end, value=f"{high:.6g}"), row, "cell")
    if not low <= likely <= high:
        checks.tell("study.read.range", row, "likely", low=low, likely=likely, high=high)
    if end is not None:
        yield Range(
            table=end.table, row=end.row, column=end.column, action=end.action, low=low, likely=likely,
            high=high, shape=row["shape"] if row.table == "ranges" else UNIFORM,
        )  # fmt: skip


def _likely(row: Entry) -> float:
    """The middle; of a factor that moves a figure of a tornado, the figure as it stands."""
    low, high = float(row["low"]), float(row["high"])
    if row.table == "figures" and row["action"] == "multiply":
        return min(max(1.0, low), high)
    return (low + high) / 2.0
