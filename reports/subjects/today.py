"""Today against the plan, from the comparison that the run wrote; a run without today has none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from reports.exhibit import Chart, Exhibit, Subject
from reports.subjects.policy import subject_name
from reports.view import View
from reports.words import unit_of_measure

STATES = ("current", "plan")
CHANGED = (*STATES, "change")
OF_COMPANY = ("clinker_t", "cement_t", "waste_dry_t", "co2_t", "cost_cement_sector_cny")
WIDE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "companies": (("company",), (*OF_COMPANY, "cost_cny_per_t"), STATES),
    "prefectures": (("prefecture",), OF_COMPANY, STATES),
    "products": (("product",), ("cement_t", "clinker_factor", "co2_kg_per_t", "cost_cny_per_t"), STATES),
    "waste": (("material",), ("used_by_cement_dry_t", "left_dry_t", "utilisation_pct"), CHANGED),
    "distance_bands": (("band", "mode"), ("tonnes", "tkm", "share_pct"), STATES),
    "money": (("category", "payer", "payee", "in_system", "in_cement"), ("amount",), CHANGED),
    "co2": (("book", "scope"), ("co2_t",), CHANGED),
}  # fmt: skip
"""Tables of the comparison: the ids of a row, the measures and the states that have a column each."""
NOTHING = 1e-9
"""Part of the larger state below which a lever is the noise of sums and is not told."""
BRIDGES = ("co2_t", "cost_system", "cost_cement_sector")


def bridges(view: View) -> Subject:
    """From today to the plan, lever by lever: CO2 and both costs."""
    return Subject(key="bridges", exhibits=tuple(_bridges(view)))


def today(view: View) -> Subject:
    """Targets, and who gains and who loses."""
    wide = [exhibit for name in WIDE for exhibit in _wide(view, name)]
    return Subject(key="today", exhibits=(*_tidy(view, "targets"), *wide))


def today_kilns(view: View) -> Subject:
    """Every measure of every kiln in both states."""
    return Subject(key="today_kilns", exhibits=tuple(_tidy(view, "kilns", on_page=False)))


def _bridges(view: View) -> Iterable[Exhibit]:
    bridge = view.compared("bridge")
    if bridge is None or bridge.empty:
        return
    for quantity in BRIDGES:
        rows = bridge[bridge["quantity"] == quantity].sort_values("order")
        if rows.empty:
            continue
        moved = rows["amount"].abs() > NOTHING * rows["amount"].abs().max()
        rows = rows[moved | rows["lever"].isin(STATES)].reset_index(drop=True)
        frame = pd.DataFrame(
            {
                "lever": [view.words.term("lever", lever) for lever in rows["lever"]],
                "unit": rows["unit"],
                "amount": rows["amount"],
            }
        )
        ends = frozenset({0, len(frame) - 1})
        chart = Chart(kind="steps", label="lever", values=("amount",), most=len(frame))
        yield Exhibit(key=f"bridge_{quantity}", frame=frame, chart=chart, bold=ends)


def _tidy(view: View, name: str, *, on_page: bool = True) -> Iterable[Exhibit]:
    """One row an id and measure, as the comparison has them, in words."""
    rows = view.compared(name)
    if rows is None or rows.empty:
        return
    rows = rows.dropna(subset=list(STATES), how="all")
    if "measure" in rows:
        rows = rows.assign(unit=list(map(unit_of_measure, rows["measure"], rows["unit"])))
    columns: dict[str, object] = {}
    for column in rows.columns:
        if column in NAMED:
            columns[f"{column}_name"] = _told(view, column, rows[column])
            columns[column] = rows[column]
        else:
            columns[column] = _told(view, column, rows[column]) if column in _TELL else rows[column]
    yield Exhibit(key=f"today_{name}", frame=pd.DataFrame(columns), on_page=on_page)


def _wide(view: View, name: str) -> Iterable[Exhibit]:
    """One row an id, a column a measure and state."""
    rows = view.compared(name)
    if rows is None or rows.empty:
        return
    ids, measures, states = WIDE[name]
    keys = rows[list(ids)].drop_duplicates()
    columns: dict[str, object] = {column: _told(view, column, keys[column]) for column in ids}
    headings, units = {}, {}
    for measure in measures:
        of = rows[rows["measure"] == measure].set_index(list(ids))
        for state in states if len(of) else ():
            column = f"state:{measure}:{state}"
            columns[column] = of[state].reindex(_index(keys)).to_numpy()
            headings[column] = view.words.text(f"state.{state}", measure=view.words.measure(measure))
            units[column] = unit_of_measure(measure, of["unit"].iloc[0])
    yield Exhibit(key=f"today_{name}", frame=pd.DataFrame(columns), headings=headings, units=units)


def _index(keys: pd.DataFrame) -> pd.Index:
    return pd.MultiIndex.from_frame(keys) if len(keys.columns) > 1 else pd.Index(keys.iloc[:, 0])


def _told(view: View, column: str, ids: pd.Series) -> list[str]:
    """The ids of one column in words."""
    tell = _TELL.get(column)
    return [str(key) if tell is None else tell(view, str(key)) for key in ids]


def _word(group: str) -> Callable[[View, str], str]:
    return lambda view, key: view.words.term(group, key)


def _material(view: View, key: str) -> str:
    return view.words.term("material", key) if key.startswith("all_") else view.names.of("materials", key)


def _target(view: View, key: str) -> str:
    own = key in view.case.targets
    return view.names.of("targets", key) if own else view.words.term("target", key)


NAMED = ("kiln",)
"""Ids that stand beside their name."""
_TELL: Mapping[str, Callable[[View, str], str]] = {
    "kiln": lambda view, key: view.names.of("kilns", key),
    "product": lambda view, key: view.names.of("products", key),
    "material": _material,
    "measure": lambda view, key: view.words.measure(key),
    "category": _word("category"), "payer": _word("party"), "payee": _word("party"), "book": _word("book"),
    "scope": _word("scope"), "mode": _word("mode"), "target": _target,
    "rule_subject": subject_name, "sense": _word("sense"),
    "in_system": _word("flag"), "in_cement": _word("flag"),
}  # fmt: skip
