"""Kill -9 of the command, a worker or the scheduler: the same command goes on and repeats nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import psutil
import pytest

import cases
from optimizer.study.solving import recorded
from tests.optimizer.study.clusters import (
    PATIENCE,
    certificates,
    environment,
    scheduler,
    started,
    until,
    worker,
)
from tests.optimizer.study.parts import PRICES, priced

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals"),
]
SOME = 2
"""Points that must have landed before a kill."""


@pytest.fixture(scope="module")
def cold() -> dict[str, float]:
    """Objective of every point solved by itself in this process."""
    raw = cases.read_case("hand")
    points = [point for batch in priced().lists for point in batch]
    return {point.point: recorded(raw, point).objective or 0.0 for point in points}


def command(out: Path, *more: str) -> list[str]:
    return ["-m", "tests.optimizer.study.parts", str(out), *more]


def again(out: Path, *more: str) -> None:
    done = subprocess.run(
        [sys.executable, *command(out, *more)], cwd=out.parent, env=environment(), capture_output=True,
        text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def kept(out: Path) -> dict[str, tuple[int, bytes]]:
    """Every whole result: when it was written and what it says."""
    files = (out / "points").glob("[!.]*.json")
    return {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in files}


def assert_whole(out: Path, cold: dict[str, float], before: dict[str, tuple[int, bytes]]) -> None:
    """All points there, each as solved cold, and those from before the kill untouched."""
    assert len(kept(out)) == len(PRICES)
    assert before.items() <= kept(out).items()
    points = pd.read_parquet(out / "points.parquet").set_index("point")
    assert set(points["status"]) == {"plan"}
    assert set(points["audit_findings"]) == {0}
    assert points["objective"].to_dict() == pytest.approx(cold, rel=1e-9)


def wait_for_points(out: Path, count: int = SOME) -> None:
    until(lambda: (out / "points").is_dir() and len(kept(out)) >= count, f"{count} points")


def workers_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Processes of the command that solve."""
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if any("spawn_main" in part for part in child.cmdline())]


def test_the_command_is_killed(tmp_path: Path, cold: dict[str, float]) -> None:
    out = tmp_path / "out"
    with started(*command(out), cwd=tmp_path) as process:
        wait_for_points(out)
        workers = workers_of(process)
        process.kill()
        process.wait()
    before = kept(out)
    assert len(before) < len(PRICES)
    psutil.wait_procs(workers, timeout=PATIENCE)
    assert workers
    assert not any(left.is_running() for left in workers)
    assert pd.read_json(next((out / "points").glob("[!.]*.json")), typ="series")["key"]
    again(out)
    assert_whole(out, cold, before)


def test_a_worker_is_killed(tmp_path: Path, cold: dict[str, float]) -> None:
    out = tmp_path / "out"
    with started(*command(out), cwd=tmp_path) as process:
        wait_for_points(out)
        victim = workers_of(process)[0]
        victim.send_signal(signal.SIGKILL)
        before = kept(out)
        assert process.wait(timeout=PATIENCE) == 0
    assert len(before) < len(PRICES)
    assert_whole(out, cold, before)


def test_all_workers_are_killed(tmp_path: Path, cold: dict[str, float]) -> None:
    """The case they were sent goes with them and must be sent again."""
    out = tmp_path / "out"
    with started(*command(out), cwd=tmp_path) as process:
        wait_for_points(out)
        for victim in workers_of(process):
            victim.send_signal(signal.SIGKILL)
        before = kept(out)
        assert process.wait(timeout=PATIENCE) == 0
    assert len(before) < len(PRICES)
    assert_whole(out, cold, before)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificates(tmp_path_factory.mktemp("secrets") / "pem")


def test_the_scheduler_is_killed(tmp_path: Path, secrets: Path, cold: dict[str, float]) -> None:
    out = tmp_path / "out"
    with scheduler(tmp_path, secrets) as (first, address), worker(tmp_path, secrets, address):
        with started(*command(out, "2", address, str(secrets)), cwd=tmp_path) as process:
            wait_for_points(out)
            first.kill()
            assert process.wait(timeout=PATIENCE) != 0
        before = kept(out)
    assert len(before) < len(PRICES)
    assert "study.cluster.lost" in (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert len(pd.read_parquet(out / "points.parquet")) == len(before)
    with scheduler(tmp_path, secrets) as (_, address), worker(tmp_path, secrets, address):
        again(out, "2", address, str(secrets))
    assert_whole(out, cold, before)


def test_a_worker_of_the_cluster_is_killed_and_another_comes(
    tmp_path: Path, secrets: Path, cold: dict[str, float]
) -> None:
    out = tmp_path / "out"
    with (
        scheduler(tmp_path, secrets) as (_, address),
        worker(tmp_path, secrets, address) as victim,
        started(*command(out, "2", address, str(secrets)), cwd=tmp_path) as process,
    ):
        wait_for_points(out)
        victim.kill()
        before = kept(out)
        with worker(tmp_path, secrets, address):
            assert process.wait(timeout=PATIENCE) == 0
    assert len(before) < len(PRICES)
    assert_whole(out, cold, before)


def test_ctrl_c_waits_for_the_points_in_flight_and_keeps_them(tmp_path: Path, cold: dict[str, float]) -> None:
    """The terminal sends it to the workers too."""
    out = tmp_path / "out"
    with started(*command(out), cwd=tmp_path) as process:
        wait_for_points(out, 1)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 0
    before = kept(out)
    assert len(before) < len(PRICES)
    points = pd.read_parquet(out / "points.parquet")
    assert len(points) == len(before)
    assert set(points["status"]) == {"plan"}
    again(out)
    assert_whole(out, cold, before)
