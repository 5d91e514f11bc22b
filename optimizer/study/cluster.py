"""Where a study solves its points: in this process, in processes of its own, or on a running cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from optimizer.study.points import Point, PointResult

TLS, PLAIN = "tls://", "tcp://"


class ClusterError(Exception):
    """The cluster cannot be used; `code` and `parameters` make the sentence."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class ClusterLostError(ClusterError):
    """The scheduler is gone in the middle of a study."""

    def __init__(self, address: str) -> None:
        super().__init__("study.cluster.lost", address=address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running scheduler; over TLS with the files of the authority, this side's certificate and its key."""

    address: str
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot work before anything is tried."""
        files = {"--tls-ca": self.ca, "--tls-cert": self.cert, "--tls-key": self.key}
        if not self.address.startswith((TLS, PLAIN)):
            raise ClusterError("study.cluster.address", address=self.address)
        missing = [name for name, file in files.items() if file is None or not file.is_file()]
        if self.encrypted and missing:
            raise ClusterError("study.cluster.files", missing=missing)
        if not self.encrypted and any(files.values()):
            raise ClusterError("study.cluster.plain", address=self.address)

    @property
    def encrypted(self) -> bool:
        """Whether both sides prove who they are and nobody between can read."""
        return self.address.startswith(TLS)


class Pool(Protocol):
    """Solves points, several at a time; each given key comes back once."""

    @property
    def room(self) -> int:
        """How many more points it can begin now."""

    def give(self, key: str, point: Point) -> None:
        """Begin a point."""

    def landed(self, wait: float) -> Sequence[tuple[str, PointResult]]:
        """Results that came in; waits at most so many seconds for the first."""
