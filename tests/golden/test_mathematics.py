"""The page of the model's mathematics is that of its catalogue."""

from __future__ import annotations

from models.symbols import symbols
from tests.golden.freeze_mathematics import PAGE, page, seen


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_symbol_stands_on_it_with_the_file_that_writes_it() -> None:
    text, known = PAGE.read_text(encoding="utf-8"), seen()
    for name, symbol in symbols().items():
        assert f"| {name} |" in text
        if symbol.kind in ("variable", "constraint"):
            assert known[name].file.startswith("models/"), name
