"""The nearest match of a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache


def nearest(name: str, known: Iterable[str]) -> str:
    """The closest of the known names, or nothing."""
    return _nearest(name, tuple(known))


@lru_cache(maxsize=512)
def _nearest(name: str, known: tuple[str, ...]) -> str:
    folded = {candidate.casefold(): candidate for candidate in known}
    found = get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else ""
