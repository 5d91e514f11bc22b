"""What is left of waste at its sources."""

from __future__ import annotations

import pandas as pd

from models.audit.frames import at
from models.audit.plan import Plan, once
from models.audit.supply import out_of_stock, period_share, taken_by_source


@once
def arising_in_period(plan: Plan) -> pd.DataFrame:
    """Dry t of waste by period and source: `arising`, and `available` after users outside the case."""
    waste = pd.Series({m: row.waste for m, row in plan.case.materials.items()}, dtype=bool)
    sources = plan.sources[plan.sources["arising"].notna() & at(waste, plan.sources["material"]).astype(bool)]
    rows = []
    shares = period_share(plan)
    for source, row in sources.iterrows():
        for period in plan.case.periods:
            share = shares[period, str(source)] * 1000
            arising, elsewhere = row["arising"] * share, row["used_elsewhere"] * share
            rows.append((period, source, arising, arising - elsewhere))
    frame = pd.DataFrame(rows, columns=["period", "source_id", "arising", "available"])
    return frame.set_index(["period", "source_id"])


@once
def left_wet(plan: Plan) -> pd.Series:
    """Wet t of waste that nobody takes, by year and source: its store may carry it from period to period."""
    frame = arising_in_period(plan)
    taken = taken_by_source(plan)["dry"].groupby(level=["period", "source_id"]).sum()
    rest = frame["available"] - taken.reindex(frame.index).fillna(0.0)
    years = [str(plan.case.periods[p].year) for p in frame.index.get_level_values("period")]
    left = rest.groupby([pd.Index(years, name="year"), rest.index.get_level_values("source_id")]).sum()
    left += [out_of_stock(plan, str(source), int(year)) for year, source in left.index]
    left = left.clip(lower=0.0)
    dry = 1 - at(moisture_of(plan), pd.Series(left.index.get_level_values("source_id")))
    return pd.Series(left.to_numpy() / dry, index=left.index)


def moisture_of(plan: Plan) -> pd.Series:
    """Moisture of what each source gives, t per t as received."""
    of_material = pd.Series({m: row.moisture for m, row in plan.case.materials.items()}, dtype=float)
    own = plan.sources["moisture"].astype(float)
    usual = pd.Series(at(of_material, plan.sources["material"]), index=own.index, dtype=float)
    return own.fillna(usual) / 100
