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

from tests.optimizer.study.clusters import (
    PATIENCE,
    certificates,
    environment,
    scheduler,
    started,
    until,
    worker,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals"),
]
SOME = 2
"""Points that must have landed before a kill."""
LEFT = 4
"""Exit code where points are left."""
STUDY = """
[study]
gap = 0.0

[[grids]]
part = "prices"
aim = "priced"

[[axes]]
option = "carbon_price"
values = [20, 40, 60]

[[fronts]]
points = 3
"""
Objectives = dict[tuple[str, str], float]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Folder for the results, beside the study."""
    (tmp_path / "prices.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path / "out"


def command(out: Path, *more: str) -> list[str]:
    study = str(out.parent / "prices.toml")
    return ["-m", "optimizer.cli", "study", "hand", study, "--out", str(out), "--workers", "2", *more]


def on(address: str, secrets: Path) -> list[str]:
    """Options for a cluster."""
    files = {f"--tls-{name}": secrets / f"{name}.pem" for name in ("ca", "cert", "key")}
    return ["--cluster", address, *(str(word) for option in files.items() for word in option)]


def again(out: Path, *more: str) -> None:
    done = subprocess.run(
        [sys.executable, *command(out, *more)], cwd=out.parent, env=environment(), capture_output=True,
        text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory) -> Objectives:
    """Objective of every point, solved one after the other in one process."""
    folder = tmp_path_factory.mktemp("cold")
    (folder / "prices.toml").write_text(STUDY, encoding="utf-8")
    again(folder / "out", "--workers", "1")
    return objectives(folder / "out")


def objectives(out: Path) -> Objectives:
    points = pd.read_parquet(out / "points.parquet").set_index(["part", "point"])
    assert set(points["status"]) == {"plan"}
    assert set(points["audit_findings"]) == {0}
    return points["objective"].to_dict()


def kept(out: Path) -> dict[str, tuple[int, bytes]]:
    """Every whole result: when it was written and what it says."""
    files = (out / "points").glob("[!.]*.json")
    return {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in files}


def assert_whole(out: Path, cold: Objectives, before: dict[str, tuple[int, bytes]]) -> None:
    """All points there, each as solved cold, and those from before the kill untouched."""
    assert before.items() <= kept(out).items()
    assert len(before) < len(kept(out)) == len(cold)
    assert objectives(out) == pytest.approx(cold, rel=1e-9)


def wait_for_points(out: Path, count: int = SOME) -> None:
    until(lambda: (out / "points").is_dir() and len(kept(out)) >= count, f"{count} points")


def workers_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Processes of the command that solve."""
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if any("spawn_main" in part for part in child.cmdline())]


def test_the_command_is_killed(out: Path, cold: Objectives) -> None:
    with started(*command(out), cwd=out.parent) as process:
        wait_for_points(out)
        workers = workers_of(process)
        process.kill()
        process.wait()
    before = kept(out)
    psutil.wait_procs(workers, timeout=PATIENCE)
    assert workers
    assert not any(left.is_running() for left in workers)
    again(out)
    assert_whole(out, cold, before)


def test_a_worker_is_killed(out: Path, cold: Objectives) -> None:
    with started(*command(out), cwd=out.parent) as process:
        wait_for_points(out)
        victim = workers_of(process)[0]
        victim.send_signal(signal.SIGKILL)
        before = kept(out)
        assert process.wait(timeout=PATIENCE) == 0
    assert_whole(out, cold, before)


def test_all_workers_are_killed(out: Path, cold: Objectives) -> None:
    """The case they were sent goes with them and must be sent again."""
    with started(*command(out), cwd=out.parent) as process:
        wait_for_points(out)
        for victim in workers_of(process):
            victim.send_signal(signal.SIGKILL)
        before = kept(out)
        assert process.wait(timeout=PATIENCE) == 0
    assert_whole(out, cold, before)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificates(tmp_path_factory.mktemp("secrets") / "pem")


def test_the_scheduler_is_killed(out: Path, secrets: Path, cold: Objectives) -> None:
    tmp_path = out.parent
    with scheduler(tmp_path, secrets) as (first, address), worker(tmp_path, secrets, address):
        with started(*command(out, *on(address, secrets)), cwd=out.parent) as process:
            wait_for_points(out)
            first.kill()
            assert process.wait(timeout=PATIENCE) == LEFT
        before = kept(out)
    assert "connection to the scheduler" in (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert len(pd.read_parquet(out / "points.parquet")) == len(before)
    with scheduler(tmp_path, secrets) as (_, address), worker(tmp_path, secrets, address):
        again(out, *on(address, secrets))
    assert_whole(out, cold, before)


def test_a_worker_of_the_cluster_is_killed_and_another_comes(
    out: Path, secrets: Path, cold: Objectives
) -> None:
    tmp_path = out.parent
    with (
        scheduler(tmp_path, secrets) as (_, address),
        worker(tmp_path, secrets, address) as victim,
        started(*command(out, *on(address, secrets)), cwd=out.parent) as process,
    ):
        wait_for_points(out)
        victim.kill()
        before = kept(out)
        with worker(tmp_path, secrets, address):
            assert process.wait(timeout=PATIENCE) == 0
    assert_whole(out, cold, before)


def test_ctrl_c_waits_for_the_points_in_flight_and_keeps_them(out: Path, cold: Objectives) -> None:
    """The terminal sends it to the workers too."""
    with started(*command(out), cwd=out.parent) as process:
        wait_for_points(out, 1)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == LEFT
    before = kept(out)
    points = pd.read_parquet(out / "points.parquet")
    assert len(points) == len(before)
    assert set(points["status"]) == {"plan"}
    again(out)
    assert_whole(out, cold, before)
