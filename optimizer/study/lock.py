"""One command at a time in the folder of a study.

The system holds the lock for the process and gives it up with the process, however that ends: nothing is left
to be cleared away after a kill. What the file says of its holder is for people only.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from optimizer.study.folder import LOCK, StudyFolderError, check

BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""What the systems answer where another process holds the lock."""
FAR = 1 << 20
"""Place of the byte that Windows locks: beyond what the file says, so that others can read that."""


@contextmanager
def held(folder: Path, content: Mapping[str, Any]) -> Iterator[None]:
    """Hold the folder of a study, begun where it is not there; StudyFolderError says why it cannot be had.

    ``content`` is that of `study.json`: the folder of anything else is left untouched.
    """
    check(folder, content)
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StudyFolderError("study.folder.locked", folder=folder) from error
    with file:
        try:
            _lock(file)
        except OSError as error:
            if error.errno not in BUSY:
                raise StudyFolderError(
                    "study.folder.no_lock", folder=folder, reason=error.strerror
                ) from error
            raise StudyFolderError("study.folder.in_use", folder=folder, **_holder(path)) from error
        file.truncate(0)
        since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        json.dump({"process": str(os.getpid()), "host": platform.node(), "since": since}, file)
        file.flush()
        yield


def _holder(path: Path) -> dict[str, object]:
    """Process, computer and time as the holder wrote them; nothing where it has not come so far."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        known = {}
    return {name: known.get(name) for name in ("process", "host", "since")}


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
