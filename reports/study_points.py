"""The points of a study side by side: how they ended, what they come to, what they decide differently."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.study_figures import SHOWN, figure_name
from reports.study_folder import StudyTables
from reports.words import Words

AT = ["part", "point"]
DECISION = ["decision", "id", "period", "unit"]
SAME = 1e-3
"""Relative difference between decisions that counts as none."""


def overview(study: StudyTables, words: Words) -> Subject:
    """What was asked and how many points ended how."""
    points = study.tables["points"]
    answers = {
        "study": study.content["study"],
        "case": study.content["case"],
        "points": len(points),
        "plans": int((points["status"] == "plan").sum()),
        "audit": int((points["audit_findings"] > 0).sum()),
        "gap": words.headline(100.0 * points["gap"].max(), "%"),
        "hours": words.unit("one").written(points["seconds"].sum() / 3600.0),
        "program": ", ".join(f"{name} {version}" for name, version in study.content["versions"].items()),
    }
    rows = [(words.text(f"study_overview.{name}"), str(answer)) for name, answer in answers.items()]
    told = Exhibit(key="study_overview", frame=pd.DataFrame(rows, columns=["item", "answer"]))
    return Subject(key="study_overview", exhibits=(told, _ends(points, words)))


def _ends(points: pd.DataFrame, words: Words) -> Exhibit:
    counts = points.groupby(["part", "status"], sort=False).size()
    frame = counts.rename("points").reset_index()
    frame["point_status"] = [words.term("point_status", status) for status in frame.pop("status")]
    return Exhibit(key="study_ends", frame=frame[["part", "point_status", "points"]])


def comparison(study: StudyTables, words: Words) -> Subject:
    """Main figures of every point, and its cost and CO2 against the first plan of its part."""
    known = study.units
    names = [name for name in SHOWN if name in known]
    points = study.tables["points"].set_index(AT)
    figures = study.figures(names).reindex(points.index)
    frame = pd.DataFrame(index=points.index)
    frame["point_status"] = [words.term("point_status", status) for status in points["status"]]
    frame["gap_pct"] = 100.0 * points["gap"]
    for name in ("cost", "co2_t"):
        if name in names:
            first = figures[name].groupby(level="part", sort=False).transform("first")
            frame[f"change:{name}"] = figures[name] - first
    for name in names:
        frame[f"figure:{name}"] = figures[name]
    return Subject(key="study_comparison", exhibits=(_titled("study_comparison", frame, study, words),))


def _titled(key: str, frame: pd.DataFrame, study: StudyTables, words: Words) -> Exhibit:
    """An exhibit whose columns ``figure:NAME`` and ``change:NAME`` are called as their figure is."""
    own = [column for column in frame.columns if ":" in column]
    named = {column: figure_name(column.partition(":")[2], words) for column in own}
    change = words.column("change")
    headings = {c: f"{change}: {name}" if c.startswith("change:") else name for c, name in named.items()}
    units = {column: study.units[column.partition(":")[2]] for column in own}
    return Exhibit(key=key, frame=frame.reset_index(), headings=headings, units=units)


def decisions(study: StudyTables, words: Words) -> Subject:
    """Decisions that are not the same in all plans, and in how many plans each is taken."""
    rows = study.tables["decisions"]
    plans = rows[AT].drop_duplicates()
    if len(plans) < 2:
        return Subject(key="study_decisions", exhibits=())
    of_each = rows.groupby(DECISION, sort=False)["value"]
    frame = of_each.agg(lowest="min", middle="median", highest="max").reset_index()
    frame["taken_in"] = of_each.agg(lambda values: int((values > 0).sum())).to_numpy()
    frame = frame[(frame["highest"] - frame["lowest"]) > SAME * frame["highest"].abs()]
    frame.insert(0, "decided", [words.term("decided", name) for name in frame.pop("decision")])
    exhibit = Exhibit(
        key="study_decisions",
        frame=frame.rename(columns={"id": "decided_id", "taken_in": "plans_with"}),
        parameters={"plans": len(plans)},
    )
    return Subject(key="study_decisions", exhibits=(exhibit,) if len(frame) else ())


def points(study: StudyTables, words: Words) -> Subject:
    """What every point was asked, why it has no plan, and how long it took."""
    rows = study.tables["points"]
    frame = rows[[*AT, "scenarios", "inputs", "options"]].copy()
    frame["point_status"] = [words.term("point_status", status) for status in rows["status"]]
    frame["reason"] = rows["reason_zh" if words.language == "zh" else "reason"]
    frame["seconds"] = rows["seconds"]
    frame["point_key"] = rows["key"]
    return Subject(key="study_points", exhibits=(Exhibit(key="study_points", frame=frame),))
