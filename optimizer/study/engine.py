"""Points on many processes: Dask distributed, on this machine or on a scheduler that is already running.

On this machine scheduler and workers speak TLS over the loopback interface with certificates that live in
memory only, and the web pages Dask has are not served. One point is one task; the case travels once to each
worker, as its sheets, so that a worker needs neither its file nor its folder.
"""

from __future__ import annotations

import logging
import pickle
import queue
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from operator import methodcaller
from typing import Any

import dask
from dask.system import CPU_COUNT
from distributed import Client, Future, KilledWorker, LocalCluster, Security, WorkerPlugin

from cases import RawCase
from optimizer.study.bench import Bench, OtherVersionsError
from optimizer.study.cluster import Cluster, ClusterError, ClusterLostError, Pool
from optimizer.study.points import Point, PointResult, Status
from optimizer.study.reasons import Reason
from optimizer.study.shelf import Shelf
from optimizer.study.solving import recorded

WORKERS_LOST = 2
"""Workers that may end over one point before it is given up, on a cluster of our own."""
ANSWER_WITHIN = 10.0
"""Seconds a scheduler has to answer."""
SILENT = logging.CRITICAL + 1
QUIET = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.allowed-failures": WORKERS_LOST,
}


class Here:
    """Solves in this process, one point after the other."""

    def __init__(self, case: RawCase) -> None:
        self._case, self._shelf = case, Shelf()
        self._next: list[tuple[str, Point]] = []

    @property
    def room(self) -> int:
        """One while nothing waits."""
        return 1 - len(self._next)

    def give(self, key: str, point: Point) -> None:
        """Keep it until results are asked for."""
        self._next.append((key, point))

    def landed(self, wait: float) -> Sequence[tuple[str, PointResult]]:  # noqa: ARG002
        """Solve what was given."""
        given, self._next = self._next, []
        return [(key, recorded(self._case, point, self._shelf)) for key, point in given]


class Spread:
    """Solves on the workers of a scheduler, as many points at a time as these have threads."""

    def __init__(self, client: Client, case: RawCase, address: str) -> None:
        self._client, self._address = client, address
        self._done: queue.SimpleQueue[Future[PointResult]] = queue.SimpleQueue()
        self._futures: set[Future[PointResult]] = set()
        packed = pickle.dumps(Bench.of(case))
        self._bench = client.submit(pickle.loads, packed, key=f"case-{sha256(packed).hexdigest()}")

    @property
    def room(self) -> int:
        """Threads without a point; one more than nothing even while no worker is there."""
        self._check()
        try:
            threads: int = sum(self._client.nthreads().values())
        except OSError as error:
            raise ClusterLostError(self._address) from error
        return max(1, threads) - len(self._futures)

    def give(self, key: str, point: Point) -> None:
        """Send a point off; the case again too, if it fell with the workers that had it."""
        if self._bench.status == "error":
            self._bench.retry()
        solve = methodcaller("solve", point.as_json())
        future = self._client.submit(solve, self._bench, key=f"point-{key}")
        self._futures.add(future)
        future.add_done_callback(self._done.put)

    def landed(self, wait: float) -> Sequence[tuple[str, PointResult]]:
        """Results that came in; ClusterLostError where the scheduler is gone."""
        found = []
        try:
            found.append(self._done.get(timeout=wait))
            while True:
                found.append(self._done.get_nowait())
        except queue.Empty:
            self._check()
        return [(str(future.key).removeprefix("point-"), self._taken(future)) for future in found]

    def _taken(self, future: Future[PointResult]) -> PointResult:
        self._futures.discard(future)
        if future.status == "finished":
            result: PointResult = future.result()
            return result
        if future.status != "error":
            raise ClusterLostError(self._address)
        error = future.exception()
        if isinstance(error, KilledWorker):
            reason = Reason.of("study.reason.killed", times=error.allowed_failures + 1)
            return PointResult(status=Status.STOPPED, reason=reason)
        if isinstance(error, OtherVersionsError):
            raise ClusterError("study.cluster.versions", address=self._address, differences=str(error))
        cause = error.__cause__ or error
        said = f"{type(cause).__name__}: {cause}".splitlines()[0]
        raise ClusterError("study.cluster.without", address=self._address, reason=said)

    def _check(self) -> None:
        if self._client.status != "running":
            raise ClusterLostError(self._address)


class _Alone(WorkerPlugin):
    """A worker of our own: it serves no web page and leaves Ctrl-C to the command."""

    name = "kilnflow-alone"

    def setup(self, worker: Any) -> None:
        """Runs in the worker's main thread."""
        worker.http_server.stop()
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def pool(case: RawCase, *, workers: int | None = None, cluster: Cluster | None = None) -> Iterator[Pool]:
    """The pool asked for: a cluster, this process for one worker, else processes of our own, one a core."""
    if cluster is not None:
        with _quiet(), _client_of(cluster) as client:
            yield Spread(client, case, cluster.address)
    elif (workers or CPU_COUNT) == 1:
        yield Here(case)
    else:
        with _quiet(), _own(workers or CPU_COUNT) as client:
            yield Spread(client, case, "127.0.0.1")


@contextmanager
def _own(workers: int) -> Iterator[Client]:
    security = Security.temporary()
    with (
        dask.config.set(QUIET),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", security=security,
            dashboard_address="127.0.0.1:0", memory_limit=0, silence_logs=SILENT,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        cluster.scheduler.http_server.stop()
        client.register_plugin(_Alone())
        yield client


@contextmanager
def _client_of(cluster: Cluster) -> Iterator[Client]:
    files = (cluster.ca, cluster.cert, cluster.key)
    ca, cert, key = (None if file is None else str(file) for file in files)
    security = Security(
        tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key, require_encryption=cluster.encrypted
    )
    try:
        client = Client(cluster.address, security=security, timeout=ANSWER_WITHIN, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError("study.cluster.unreachable", address=cluster.address, reason=str(error)) from error
    with client:
        yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is told as a result or an error, not as lines of another program's log."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(SILENT)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
