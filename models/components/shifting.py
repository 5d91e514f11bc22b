"""Peak shifting beyond the stop windows: bonus days, and swaps with a line that makes up the stop time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.shifting import DAYS, bonus_counts, most_bonus, stated_bonus, subject_of
from models.data import ModelData, number, table
from models.projects import standing
from models.registry import Kind, Registry
from models.rewards import rewards

KEYS = ["kiln", "period"]
SWAP = ["kiln", "partner"]
GIVE = ("CNY/d", 1e6)


def add(registry: Registry, data: ModelData) -> None:
    """Register line-days inside the stop windows; they widen the days of ``c_days_max``.

    days ≤ D·lines + bonus + Σ swapped;  bonus + Σ swapped ≤ (days of the period − D)·lines  [d].
    """
    room = _room(data)
    swaps = _swaps(data)
    if room.empty or (swaps.empty and not room["bonus_days"].any()):
        return
    lines = registry.frame("y_lines").rename(columns={"col": "lines_col"})
    room = room.merge(lines, on=KEYS)
    bonus = _bonus(registry, data, room[room["bonus_days"] > 0].reset_index(drop=True))
    swapped = _swapped(registry, data, room, swaps)
    extra = pd.concat([bonus[[*KEYS, "col"]], swapped[[*KEYS, "col"]]], ignore_index=True)
    _within_stops(registry, room, extra)
    _partners(registry, data, swapped, bonus)


def _room(data: ModelData) -> pd.DataFrame:
    """Kilns and periods with stop days: days of windows, stop_days, bonus_days a line, lines, year."""
    frame = data.kiln_days.merge(data.periods.rename(columns={"days": "whole"}), on="period")
    frame["stop_days"] = frame["whole"] - frame["days"]
    frame = frame[frame["stop_days"] > 0].reset_index(drop=True)
    frame = frame.merge(data.kilns[["kiln", "lines", "capacity"]].reset_index(drop=True), on="kiln")
    most = [
        most_bonus(data.case, kiln, year) for kiln, year in zip(frame["kiln"], frame["year"], strict=True)
    ]
    frame["bonus_days"] = np.minimum(np.array(most, dtype=float), frame["stop_days"])
    frame["year"] = frame["year"].astype(str)
    return frame


def _bonus(registry: Registry, data: ModelData, room: pd.DataFrame) -> pd.DataFrame:
    """Bonus ≤ B·lines in a period, B the most there can be; Σ bonus of a year ≤ days stated or earned [d]."""
    if room.empty:
        return room.assign(col=pd.Series(dtype=np.int64))
    room = room.assign(col=registry.add_columns("v_bonus", room[KEYS], unit="d")["col"].to_numpy())
    rows = registry.add_rows("c_bonus", room[KEYS], unit="d", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, room["col"], 1.0)
    registry.add_terms(rows, room["lines_col"], -room["bonus_days"])
    years = room[["kiln", "year", "lines"]].drop_duplicates().reset_index(drop=True)
    stated = [stated_bonus(data.case, k, int(y)) for k, y in zip(years["kiln"], years["year"], strict=True)]
    years["stated"] = pd.Series(stated, dtype=float)
    rows = registry.add_rows(
        "c_bonus_year", years[["kiln", "year"]], unit="d", kind=Kind.LIMIT,
        upper=(number(years["stated"], 0.0) * years["lines"]).to_numpy(float),
        behind=[("kilns", kiln, "bonus_days") for kiln in years["kiln"]], give=GIVE,
    )  # fmt: skip
    years = years.assign(row=rows)
    placed = room.merge(years[["kiln", "year", "row"]], on=["kiln", "year"])
    registry.add_terms(placed["row"], placed["col"], 1.0)
    _earned(registry, data, years[years["stated"].isna()])
    return room


def _earned(registry: Registry, data: ModelData, years: pd.DataFrame) -> None:
    """Days that rules earn each line of a kiln, run in the year after: − Σ amount·lines·y_rule [d]."""
    found = rewards(registry, data.case, DAYS)
    if found.empty or years.empty:
        return
    counts = {str(earned): str(used) for earned, used in bonus_counts(data.case).items()}
    found = found.assign(year=found["year"].map(counts)).dropna(subset=["year"])
    kilns = years["kiln"].unique()
    scopes = found["scope"].unique()
    owners = pd.DataFrame(
        [(kiln, scope, subject_of(data.case, scope, kiln)) for kiln in kilns for scope in scopes],
        columns=["kiln", "scope", "subject"],
    )
    placed = found.merge(owners, on=["scope", "subject"]).merge(years, on=["kiln", "year"])
    registry.add_terms(placed["row"], placed["col"], -placed["amount"] * placed["lines"])


def _swaps(data: ModelData) -> pd.DataFrame:
    """Swaps in force; a choice is for the plan to make, so that today knows only what is agreed."""
    swaps = table(data.case.swaps)
    if swaps.empty:
        return pd.DataFrame(columns=[*SWAP, "measure", "rule", "days", "idle_partner", "active"])
    chosen = swaps["active"] & ((swaps["rule"] == "agreed") | (not data.today))
    return swaps[chosen].reset_index(drop=True)


def _swapped(registry: Registry, data: ModelData, room: pd.DataFrame, swaps: pd.DataFrame) -> pd.DataFrame:
    """Line-days inside stop windows against the stop time of each partner; Σ of a year ≤ days agreed [d]."""
    frame = swaps.rename(columns={"days": "agreed_days"}).merge(room, on="kiln")
    if frame.empty:
        return frame.assign(col=pd.Series(dtype=np.int64), given=0.0)
    index = frame[[*SWAP, "period"]]
    frame["col"] = registry.add_columns("v_swapped", index, unit="d")["col"].to_numpy()
    partner = data.kilns["capacity"].reindex(frame["partner"]).to_numpy(float)
    by_capacity = (frame["measure"] == "capacity").to_numpy()
    frame["given"] = np.where(by_capacity, frame["capacity"].to_numpy(float) / partner, 1.0)
    years = _agreements(registry, data, frame)
    rows = registry.add_rows(
        "c_swap", years[[*SWAP, "year"]], unit="d", kind=Kind.LIMIT, upper=years["most"].to_numpy(float),
        behind=[("swaps", key, "days") for key in years[SWAP].itertuples(index=False, name=None)], give=GIVE,
    )  # fmt: skip
    open_ended = (years["standing"].notna() & years["agreed_days"].isna()).to_numpy()
    registry.add_terms(rows[open_ended], years.loc[open_ended, "standing"], -years.loc[open_ended, "a_line"])
    placed = frame.merge(years.assign(row=rows)[[*SWAP, "year", "row"]], on=[*SWAP, "year"])
    registry.add_terms(placed["row"], placed["col"], 1.0)
    _idle(registry, data, frame[~frame["idle_partner"].astype(bool)])
    return frame


def _agreements(registry: Registry, data: ModelData, frame: pd.DataFrame) -> pd.DataFrame:
    """Line-days a year that each agreement covers: those stated, at most the stop time of lines that stand.

    ``most`` where no project changes the lines or days are stated; ``a_line``: of one line that stands, whose
    number is the column ``standing`` where projects change it.
    """
    keys = [*SWAP, "year", "rule", "agreed_days", "given"]
    years = frame.groupby(keys, dropna=False, sort=False)["stop_days"].sum().reset_index()
    there = standing(registry, data, list(frame["kiln"].unique())).rename(columns={"col": "standing"})
    years = years.merge(there, on=["kiln", "year"])
    agreed = number(years["agreed_days"], np.inf)
    years["a_line"] = np.minimum(years["stop_days"], agreed)
    fixed = (years["stop_days"] * years["stated"]).clip(upper=agreed)
    years["most"] = fixed.where(years["standing"].isna(), number(years["agreed_days"], 0.0))
    return years


def _idle(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """A partner that stands all year makes up nothing: Σ swapped ≤ most · Σ lines of the partner [d]."""
    if frame.empty:
        return
    most = frame.assign(most=frame["stop_days"] * frame["lines"])
    years = most.groupby([*SWAP, "year"], sort=False)["most"].sum().reset_index()
    rows = registry.add_rows(
        "c_swap_idle", years[[*SWAP, "year"]], unit="d", kind=Kind.LIMIT, upper=0.0, give=GIVE,
        behind=[("swaps", key, "idle_partner") for key in years[SWAP].itertuples(index=False, name=None)],
    )  # fmt: skip
    years = years.assign(row=rows)
    placed = frame.merge(years[[*SWAP, "year", "row"]], on=[*SWAP, "year"])
    registry.add_terms(placed["row"], placed["col"], 1.0)
    lines = registry.frame("y_lines").merge(data.periods[["period", "year"]].astype(str), on="period")
    running = years.merge(lines.rename(columns={"kiln": "partner"}), on=["partner", "year"])
    registry.add_terms(running["row"], running["col"], -running["most"])


def _within_stops(registry: Registry, room: pd.DataFrame, extra: pd.DataFrame) -> None:
    """Widen ``c_days_max`` by what runs inside the stop windows: no more than they are long, or than runs."""
    placed = extra.merge(registry.row_frame("c_days_max"), on=KEYS)
    registry.add_terms(placed["row"], placed["col"], -1.0)
    keys = room.merge(extra[KEYS].drop_duplicates(), on=KEYS).reset_index(drop=True)
    keys = keys.merge(registry.frame("v_days").rename(columns={"col": "days_col"}), on=KEYS)
    for name, column, most in (
        ("c_stop_days", "lines_col", keys["stop_days"].to_numpy(float)),
        ("c_stop_run", "days_col", np.ones(len(keys))),
    ):
        rows = registry.add_rows(name, keys[KEYS], unit="d", kind=Kind.LAW, upper=0.0)
        registry.add_terms(rows, keys[column], -most)
        placed = extra.merge(keys.assign(row=rows)[[*KEYS, "row"]], on=KEYS)
        registry.add_terms(placed["row"], placed["col"], 1.0)


def _partners(registry: Registry, data: ModelData, swapped: pd.DataFrame, bonus: pd.DataFrame) -> None:
    """Σ days of a partner in a year ≤ Σ D·lines + its bonus − days made up for others [d].

    Days made up: what others swap by choice, and all that is agreed with lines that stand, used or not.
    """
    if swapped.empty:
        return
    given = _agreements(registry, data, swapped)
    given = given[given["rule"] == "agreed"]
    fixed = given["standing"].isna()
    given = given.assign(kiln=given["partner"], days=(given["most"] * given["given"]).where(fixed, 0.0))
    owed = given.groupby(["kiln", "year"])["days"].sum()
    years = standing(registry, data, list(swapped["partner"].unique()))
    keys = pd.MultiIndex.from_frame(years[["kiln", "year"]])
    days = _days_of_windows(data).reindex(keys).to_numpy(float)
    owing = owed.reindex(keys).fillna(0.0).to_numpy(float)
    rows = registry.add_rows(
        "c_swap_partner", years[["kiln", "year"]], unit="d", kind=Kind.LIMIT,
        upper=days * years["stated"].to_numpy(float) - owing,
        behind=[("swaps", (_first(swapped, kiln), kiln), "partner") for kiln in years["kiln"]], give=GIVE,
    )  # fmt: skip
    changed = years["col"].notna().to_numpy()
    registry.add_terms(rows[changed], years.loc[changed, "col"], -days[changed])
    years = years.assign(row=rows)[["kiln", "year", "row"]]
    run = registry.frame("v_days").merge(data.periods[["period", "year"]].astype(str), on="period")
    chosen = swapped[swapped["rule"] == "choice"]
    chosen = chosen.assign(kiln=chosen["partner"], coef=chosen["given"])
    terms = pd.concat([run.assign(coef=1.0), chosen, bonus.assign(coef=-1.0)], ignore_index=True)
    built = given[~fixed].assign(col=given["standing"], coef=given["a_line"] * given["given"])
    terms = pd.concat([terms, built[["kiln", "year", "col", "coef"]]], ignore_index=True)
    placed = terms.merge(years, on=["kiln", "year"])
    registry.add_terms(placed["row"], placed["col"], placed["coef"])


def _days_of_windows(data: ModelData) -> pd.Series:
    """Days a line that its stop windows leave, by kiln and year."""
    frame = data.kiln_days.merge(data.periods[["period", "year"]].astype(str), on="period")
    return frame.groupby(["kiln", "year"])["days"].sum()


def _first(swapped: pd.DataFrame, partner: str) -> str:
    """The kiln of the first swap of a partner: the row of the case that is told."""
    return str(swapped.loc[swapped["partner"] == partner, "kiln"].iloc[0])
