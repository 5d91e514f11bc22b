"""plan.json: the fields that are promised, and audit findings told in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.audit import AuditFinding
from models.audit.codes import Code
from models.audit.text import catalogue
from optimizer.archive import as_json
from optimizer.run import ExitCode, RunOutcome, run_case

FIELDS = {
    "schema_version", "case", "aim", "status", "objective", "bound", "gap", "currency", "periods", "totals",
    "kilns", "audit", "timings_s", "peak_memory_mib",
}  # fmt: skip
TOTALS = {
    "cost", "cost_system", "cost_cement_sector", "cost_by_category", "co2_t", "co2_by_scope",
    "co2_guideline_t", "clinker_t", "cement_t", "waste_used_t", "waste_arising_t", "waste_use_share",
    "rail_tkm", "road_tkm", "rail_share", "thermal_substitution", "clinker_factor", "specific_heat_gj_per_t",
}  # fmt: skip


def test_everything_promised_is_there(hand_run: RunOutcome) -> None:
    assert hand_run.exit_code is ExitCode.PLAN
    assert set(hand_run.plan) >= FIELDS
    assert set(hand_run.plan["totals"]["plan"]) >= TOTALS
    for kiln in hand_run.plan["kilns"]:
        assert set(kiln) >= {"id", "company", "lines", "days", "clinker_t", "metrics"}
        for metric in kiln["metrics"].values():
            assert set(metric) >= {"value", "lower", "upper"}


def test_the_written_plan_is_the_returned_one(hand_run: RunOutcome) -> None:
    assert hand_run.folder is not None
    written = json.loads((hand_run.folder / "plan.json").read_text(encoding="utf-8"))
    told = json.loads(as_json(hand_run.plan))
    effort = {"timings_s", "peak_memory_mib"}
    assert {k: v for k, v in written.items() if k not in effort} == {
        k: v for k, v in told.items() if k not in effort
    }


def test_parts_add_up(hand_run: RunOutcome) -> None:
    total = hand_run.plan["totals"]["plan"]
    assert sum(total["cost_by_category"].values()) == pytest.approx(total["cost"])
    assert sum(total["co2_by_scope"].values()) == pytest.approx(total["co2_t"])
    assert hand_run.plan["gap"] == pytest.approx(0.0, abs=1e-6)
    assert sum(kiln["clinker_t"] for kiln in hand_run.plan["kilns"]) == pytest.approx(total["clinker_t"])


def test_every_audit_code_has_its_sentence() -> None:
    for code in Code:
        assert catalogue()[code]["en"]
        assert catalogue()[code]["zh"]


def test_a_failing_audit_is_exit_5_and_still_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = AuditFinding(
        code=Code.TABLE_MISSING, subject="x", period="", value=1, limit=0, unit="", params={"table": "x"}
    )
    monkeypatch.setattr("optimizer.stages.audit_plan", lambda *_, **__: [finding])
    outcome = run_case("hand", out=tmp_path / "plan")
    assert outcome.exit_code is ExitCode.AUDIT_FAILED
    written = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert written["audit"]["findings"][0]["code"] == "audit.table.missing"


def test_errors_in_the_case_end_the_run(tmp_path: Path) -> None:
    outcome = run_case(tmp_path / "nothing-here", out=tmp_path / "plan")
    assert outcome.exit_code is ExitCode.CASE_ERRORS
    assert outcome.findings.errors
    assert not (tmp_path / "plan").exists()
