"""Who may talk to a study's workers, what these need, and what is refused before anything is solved."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import cases
from cases.library import library_cases
from optimizer.study.cluster import Cluster, ClusterError, Pool
from optimizer.study.engine import pool
from optimizer.study.points import PointResult, Status
from optimizer.study.solving import solve_point
from tests.optimizer.study.clusters import PATIENCE, certificates, scheduler, worker
from tests.optimizer.study.parts import point

NOISE = b"\0" * 64
GET = b"GET / HTTP/1.0\r\n\r\n"


def cluster(address: str, secrets: Path) -> Cluster:
    return Cluster(address=address, ca=secrets / "ca.pem", cert=secrets / "cert.pem", key=secrets / "key.pem")


def solved(where: Pool, name: str = "a") -> PointResult:
    """One point on a pool."""
    assert where.room >= 1
    where.give(name, point(name))
    end = time.monotonic() + PATIENCE
    while not (found := where.landed(1.0)):
        assert time.monotonic() < end, "no result"
    assert [key for key, _ in found] == [name]
    return found[0][1]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("10.0.0.1:8786", "study.cluster.address"),
        ("http://10.0.0.1:8786", "study.cluster.address"),
        ("tls://10.0.0.1:8786", "study.cluster.files"),
    ],
)
def test_an_address_that_cannot_work_is_refused_at_once(address: str, code: str) -> None:
    with pytest.raises(ClusterError) as refused:
        Cluster(address=address)
    assert refused.value.code == code


def test_certificates_for_an_address_in_plain_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ClusterError) as refused:
        cluster("tcp://10.0.0.1:8786", tmp_path)
    assert refused.value.code == "study.cluster.plain"


def test_a_missing_file_is_told_by_its_option(tmp_path: Path) -> None:
    for name in ("ca", "cert"):
        (tmp_path / f"{name}.pem").write_text("", encoding="ascii")
    with pytest.raises(ClusterError) as refused:
        cluster("tls://10.0.0.1:8786", tmp_path)
    assert refused.value.parameters["missing"] == ["--tls-key"]


def listening() -> Iterator[tuple[str, int]]:
    """Sockets on which this process and those it started wait for others."""
    me = psutil.Process()
    for process in (me, *me.children(recursive=True)):
        for connection in process.net_connections():
            if connection.status == psutil.CONN_LISTEN:
                yield connection.laddr.ip, connection.laddr.port


def test_one_worker_is_this_process_and_opens_nothing() -> None:
    before = set(listening())
    with pool(cases.read_case("hand"), workers=1) as where:
        assert where.room == 1
        assert set(listening()) == before


def answer(port: int, context: ssl.SSLContext | None, asked: bytes) -> bytes:
    """What a stranger gets to hear; nothing where it is shown the door."""
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10.0) as plain,
            plain if context is None else context.wrap_socket(plain) as talk,
        ):
            talk.sendall(asked)
            return talk.recv(100)
    except OSError:
        return b""


@pytest.mark.slow
def test_own_processes_answer_over_loopback_and_only_to_their_own_certificate() -> None:
    without_certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    without_certificate.check_hostname = False
    without_certificate.verify_mode = ssl.CERT_NONE
    before = set(listening())
    with pool(cases.read_case("hand"), workers=2) as where:
        assert solved(where).status is Status.PLAN
        opened = set(listening()) - before
        assert {address for address, _ in opened} == {"127.0.0.1"}
        heard = {
            answer(port, context, asked)
            for _, port in opened
            for context in (None, without_certificate)
            for asked in (NOISE, GET)
        }
    assert heard == {b""}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_a_point_over_which_worker_after_worker_ends_is_given_up_with_its_reason() -> None:
    me = psutil.Process()
    with pool(cases.read_case("hand"), workers=2) as where:
        where.give("a", point("a"))
        end = time.monotonic() + PATIENCE
        while not (found := where.landed(0.1)):
            assert time.monotonic() < end
            if any(where._client.processing().values()):  # a worker has it
                for child in me.children(recursive=True):
                    if any("spawn_main" in part for part in child.cmdline()):
                        child.kill()
        result = found[0][1]
        assert result.status is Status.STOPPED
        assert result.reason is not None
        assert "ended 3 times" in result.reason.sentence()
        assert solved(where, "b").status is Status.PLAN


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificates(tmp_path_factory.mktemp("secrets") / "pem")


@pytest.fixture(scope="module")
def address(secrets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler over TLS with one worker."""
    folder = tmp_path_factory.mktemp("cluster")
    with scheduler(folder, secrets) as (_, found), worker(folder, secrets, found):
        yield found


@pytest.mark.slow
def test_a_plain_text_client_is_refused(address: str) -> None:
    plain = Cluster(address=address.replace("tls://", "tcp://"))
    with pytest.raises(ClusterError) as refused, pool(cases.read_case("hand"), cluster=plain):
        pass
    assert refused.value.code == "study.cluster.unreachable"
    port = int(re.findall(r":([0-9]+)$", address)[0])
    assert answer(port, None, NOISE) == b""


@pytest.mark.slow
def test_a_client_with_certificates_of_another_authority_is_refused(address: str, tmp_path: Path) -> None:
    strangers = cluster(address, certificates(tmp_path / "pem"))
    with pytest.raises(ClusterError) as refused, pool(cases.read_case("hand"), cluster=strangers):
        pass
    assert refused.value.code == "study.cluster.unreachable"


@pytest.mark.slow
def test_a_worker_needs_nothing_of_the_case_on_its_disk(address: str, secrets: Path, tmp_path: Path) -> None:
    copy = tmp_path / "mine"
    shutil.copytree(library_cases()["hand"].path, copy)
    read = cases.read_case(copy)
    shutil.rmtree(copy)
    with pool(read, cluster=cluster(address, secrets)) as where:
        result = solved(where)
    assert result.objective == pytest.approx(solve_point("hand", point("a")).objective, rel=1e-9)


@pytest.mark.slow
def test_a_worker_of_another_version_is_refused(secrets: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "highspy-0.0.1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: highspy\nVersion: 0.0.1\n", encoding="utf-8"
    )
    with (
        scheduler(tmp_path, secrets) as (_, found),
        worker(tmp_path, secrets, found, paths=[other.parent]),
        pytest.raises(ClusterError) as refused,
        pool(cases.read_case("hand"), cluster=cluster(found, secrets)) as where,
    ):
        solved(where)
    assert refused.value.code == "study.cluster.versions"
    assert "highspy 0.0.1" in str(refused.value.parameters["differences"])


@pytest.mark.slow
def test_a_worker_without_this_program_is_told(secrets: Path, tmp_path: Path) -> None:
    """What stands in its place there has the name and nothing else."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "optimizer.py").write_text("", encoding="utf-8")
    with (
        scheduler(tmp_path, secrets) as (_, found),
        worker(tmp_path, secrets, found, paths=[tmp_path / "other"]),
        pytest.raises(ClusterError) as refused,
        pool(cases.read_case("hand"), cluster=cluster(found, secrets)) as where,
    ):
        solved(where)
    assert refused.value.code == "study.cluster.without"
    assert "optimizer" in str(refused.value.parameters["reason"])
