"""Real schedulers and workers as processes of their own over the loopback interface, for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from distributed import Security

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120.0
"""Seconds after which a test gives up waiting."""
OPTIONS = {"--tls-ca-file": "ca", "--tls-cert": "cert", "--tls-key": "key"}


def environment(*paths: Path) -> dict[str, str]:
    """That of a process which finds this checkout, and before it what is in `paths`."""
    found = os.pathsep.join(map(str, (*paths, ROOT)))
    return {**os.environ, "PYTHONPATH": found, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


def certificates(folder: Path) -> Path:
    """The three files of one authority that trusts itself alone."""
    folder.mkdir()
    security = Security.temporary()
    texts = {
        "ca": security.tls_ca_file, "cert": security.tls_client_cert, "key": security.tls_client_key,
    }  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.pem").write_text(text, encoding="ascii")
    return folder


def tls(folder: Path) -> list[str]:
    return [word for option, name in OPTIONS.items() for word in (option, str(folder / f"{name}.pem"))]


@contextmanager
def started(*command: str, cwd: Path, paths: Sequence[Path] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """A process of this Python, in a group of its own, that is ended with the test."""
    with (cwd / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=cwd, env=environment(*paths), stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@contextmanager
def scheduler(folder: Path, secrets: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler over TLS and its address."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    with started(
        "-m", "distributed.cli.dask_scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", "0",
        "--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(file), *tls(secrets),
        cwd=folder,
    ) as process:  # fmt: skip
        until(lambda: _address(file) is not None, "the scheduler")
        address = _address(file)
        assert address is not None
        yield process, address


@contextmanager
def worker(
    folder: Path, secrets: Path, address: str, paths: Sequence[Path] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """One worker of one thread, in a folder that holds nothing of the client's."""
    own = folder / f"worker-{time.monotonic_ns()}"
    own.mkdir()
    with started(
        "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny",
        "--host", "tls://127.0.0.1", "--local-directory", str(own), *tls(secrets), cwd=own, paths=paths,
    ) as process:  # fmt: skip
        yield process


def _address(file: Path) -> str | None:
    try:
        return str(json.loads(file.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError):
        return None
