"""The start-up check knows its own packages from another distribution's."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from optimizer import startup


def test_a_checkout_is_fine() -> None:
    assert startup.foreign_package() is None


def test_a_package_elsewhere_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {name: Path(startup.__file__).resolve().parent.parent / name for name in startup.PACKAGES}
    found["models"] = tmp_path / "models"
    monkeypatch.setattr(startup, "_place", found.get)
    told = startup.foreign_package()
    assert told is not None
    assert "'models'" in told
    assert str(tmp_path) in told
    assert told.count(". ") == 0
    monkeypatch.setattr(
        startup, "_place", lambda name: None if name == "reports" else found["cases"].parent / name
    )
    told = startup.foreign_package()
    assert told is not None
    assert "'reports'" in told


def test_an_overwritten_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "models" / "__init__.py"
    file.parent.mkdir()
    file.write_bytes(b"ours")
    ours = base64.urlsafe_b64encode(hashlib.sha256(b"ours").digest()).rstrip(b"=").decode()
    monkeypatch.setattr(startup, "_recorded", lambda home: {file: ours})
    assert startup.foreign_package() is None
    file.write_bytes(b"theirs")
    told = startup.foreign_package()
    assert told is not None
    assert "overwritten" in told
    file.unlink()
    told = startup.foreign_package()
    assert told is not None
    assert "missing" in told
