"""Are the packages that would be imported ours? Four plain names can be overwritten by another distribution.

Pip says nothing when it does so. This module imports nothing of the four packages and its one sentence is not
in the catalogue of texts, because the catalogue lies in one of them.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "kilnflow"
PACKAGES = ("cases", "models", "reports", "optimizer")


def foreign_package() -> str | None:
    """One sentence about the first package that is not ours, or None."""
    home = Path(__file__).resolve().parent.parent
    for package in PACKAGES:
        place = _place(package)
        if place is None:
            return f"The package '{package}' of {DISTRIBUTION} is missing from {home}; {_CURE}"
        if place != home / package:
            return f"The package '{package}' at {place} hides the one of {DISTRIBUTION} at {home}; {_CURE}"
    for path, digest in _recorded(home).items():
        if not path.is_file():
            return f"The file {path} of {DISTRIBUTION} is missing; {_CURE}"
        if _digest(path) != digest:
            return f"The file {path} of {DISTRIBUTION} was overwritten by another package; {_CURE}"
    return None


_CURE = f"install {DISTRIBUTION} again in a virtual environment of its own."


def _place(package: str) -> Path | None:
    """Folder a package would be imported from."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent


def _recorded(home: Path) -> dict[Path, str]:
    """Our Python files and their digests as installed; none for an editable install or a checkout."""
    try:
        files = metadata.distribution(DISTRIBUTION).files or []
    except metadata.PackageNotFoundError:
        return {}
    found = {}
    for file in files:
        if file.suffix == ".py" and file.parts[0] in PACKAGES and file.hash is not None:
            path = Path(str(file.locate())).resolve()
            if path.is_relative_to(home):
                found[path] = file.hash.value
    return found


def _digest(path: Path) -> str:
    """SHA-256 as pip writes it: URL-safe base64 without padding."""
    digest = hashlib.sha256(path.read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
