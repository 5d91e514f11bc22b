"""Rewrite the tables of the library cases of the region and of the cut mid."""

from __future__ import annotations

from cases.derivation.xinjiang.build import LIBRARY, derive
from cases.derivation.xinjiang.cut import cut
from cases.derivation.xinjiang.editions import LATER
from cases.derivation.xinjiang.files import write_case

if __name__ == "__main__":
    whole = derive()
    write_case(LIBRARY / "xinjiang", whole)
    write_case(LIBRARY / "mid", cut(whole))
    for edition in LATER:
        write_case(LIBRARY / edition.name, derive(edition))
