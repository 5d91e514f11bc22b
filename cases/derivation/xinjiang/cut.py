"""The mid case: a cut of the whole one, for tests."""

from __future__ import annotations

from cases.derivation.xinjiang.files import Tables


def cut(whole: Tables) -> Tables:
    """Kilns, sources and markets around Urumqi."""
    return dict(whole)
