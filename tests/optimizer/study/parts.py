"""Parts of studies for tests, and a command that runs one: ``python -m tests.optimizer.study.parts OUT``."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.interrupt import first_stops
from optimizer.study.cluster import Cluster, ClusterError
from optimizer.study.points import Batches, Point, PointResult, Results, Status
from optimizer.study.run import run_study

PRICES = tuple(10.0 * step for step in range(1, 7))


@dataclass
class Listed:
    """Asks for its batches in order and remembers what it was sent."""

    part: str
    lists: Sequence[Sequence[Point]]
    sent: list[Mapping[str, PointResult]] = field(default_factory=list)

    def batches(self) -> Batches:
        for batch in self.lists:
            self.sent.append((yield batch))

    def tables(self, results: Results) -> Mapping[str, pd.DataFrame]:
        ends = [result.status.value for result in results.values()]
        return {"ends": pd.DataFrame({"part": self.part, "point": list(results), "status": ends})}


def point(name: str, part: str = "prices", **options: Any) -> Point:
    return Point(point=name, part=part, options={"gap": 0.0, **options})


def priced(prices: Sequence[float] = PRICES) -> Listed:
    """A point for each carbon price; the second half is asked for when the first is there."""
    points = [
        Point(
            point=f"p{price:g}",
            part="prices",
            options={"gap": 0.0, "aim": "priced", "carbon_price": price},
            inputs={"carbon_price": price},
        )
        for price in prices
    ]
    half = len(points) // 2
    return Listed("prices", [points[:half], points[half:]])


def plan(objective: float = 1.0, **more: Any) -> PointResult:
    return PointResult(status=Status.PLAN, objective=objective, bound=objective, gap=0.0, **more)


def main(out: str, workers: str = "2", address: str = "", certificates: str = "") -> None:
    folder = Path(certificates)
    files = {name: folder / f"{name}.pem" for name in ("ca", "cert", "key")} if certificates else {}
    cluster = Cluster(address=address, **files) if address else None
    stop = threading.Event()
    try:
        with first_stops(stop, lambda: None):
            ended = run_study(
                "hand", [priced()], name="prices", out=out, workers=int(workers), cluster=cluster, stop=stop
            )
    except ClusterError as error:
        sys.exit(error.code)
    sys.exit(len([result for result in ended.ended if result is not Status.PLAN]))


if __name__ == "__main__":
    main(*sys.argv[1:])
