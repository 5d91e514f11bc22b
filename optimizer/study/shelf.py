"""What points solved in this process leave for the next: by case as changed, the latest few.

A shelf is of one process: what is on it is never sent anywhere, and two threads never work on the same.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from optimizer.kept import Kept
from optimizer.study.points import Point

MOST = 2
"""Cases as changed of which a model is kept: each takes up to some hundred MiB."""


@dataclass(slots=True)
class Shelf:
    """Of one case as read."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)

    @contextmanager
    def taken(self, point: Point) -> Iterator[Kept]:
        """What points of the same scenarios and changes left; put back unless solving raises."""
        key = _same_case(point)
        with self._lock:
            kept = self._kept.pop(key, None) or Kept()
        yield kept
        with self._lock:
            self._kept[key] = kept
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def _same_case(point: Point) -> str:
    asked = [point.scenarios, [asdict(change) for change in point.changes]]
    return json.dumps(asked, ensure_ascii=False)
