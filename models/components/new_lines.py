"""New lines by the rules of capacity replacement: what energy their clinker may take."""

from __future__ import annotations

import pandas as pd

from cases.replacement import held_to_norm, rule_set
from models.data import ModelData
from models.form_rows import summed
from models.registry import Kind, Registry

KEYS = ["kiln", "year"]


def add(registry: Registry, data: ModelData) -> None:
    """Write the energy norm of new lines: Σ energy − norm · Σ clinker ≤ 0 in a year [tce].

    Nothing is burnt in a line that is not built, so that no choice stands in the row.
    """
    rules = rule_set(data.case)
    if rules is None or rules.energy_new is None or data.today:
        return
    years = sorted({str(year) for year in data.periods["year"]})
    keys = pd.MultiIndex.from_product([held_to_norm(data.case), years], names=KEYS).to_frame(index=False)
    if keys.empty:
        return
    index = pd.DataFrame({"number": keys.index, "subject": keys["kiln"], "year": keys["year"]})
    asks = [("line", "energy", "*", 1.0), ("line", "clinker", "*", -rules.energy_new)]
    terms = summed(registry, data, index, asks)
    rows = registry.add_rows(
        "c_new_line_energy", keys, unit="tce", kind=Kind.LIMIT, upper=0.0,
        behind=[("replacement_sets", rules.set, "energy_new")] * len(keys), give=("CNY/tce", 1000.0),
    )  # fmt: skip
    registry.add_terms(rows[terms["number"].to_numpy(int)], terms["col"], terms["coef"])
