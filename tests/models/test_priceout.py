"""The price of a haul left out is that of its whole column: every row of the model that it would stand in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from models.build import Built, build_model
from models.data import prepare
from models.hauls import make_hauls
from models.network import build_network
from models.objective import Aim, objective_vector
from models.pairs import candidate_pairs
from models.paths import find_paths
from models.priceout import KEYS, Root, price_out
from tests.models.every_family import case_of


def _where_known(whole: Built, small: Built) -> sp.csr_array:
    """Coefficients; in rows of seasons none of a haul that may be used beyond them and was left out."""
    matrix = whole.assembled.matrix.copy().tolil()
    inside, seasons = (whole.registry.rows.get(name) for name in ("c_in_stops", "c_season"))
    if inside is None or seasons is None:
        return matrix.tocsr()
    known = small.registry.rows.get("c_in_stops")
    keys = set() if known is None else set(known.index.itertuples(index=False, name=None))
    of_seasons = np.arange(seasons.start, seasons.start + len(seasons.index))
    for place, key in enumerate(inside.index.itertuples(index=False, name=None)):
        if key not in keys:
            columns = whole.assembled.matrix[[inside.start + place]].indices
            matrix[np.ix_(of_seasons, columns)] = 0.0
    return matrix.tocsr()


@pytest.mark.parametrize("name", ["every_family", "two_seasons", "policy", "incentives"])
def test_a_haul_is_priced_by_every_row_it_would_stand_in(name: str) -> None:
    """Any marginal values will do: random ones, against the columns of the model with all hauls."""
    case = case_of(name)
    network, aim, data = build_network(case), Aim.of_case(case), prepare(case)
    pairs = candidate_pairs(network, case).kept
    paths = find_paths(network, pairs)
    hauls = make_hauls(data, pairs, paths.paths)
    whole = build_model(data, hauls, paths.limited, aim)
    far = hauls.frame["destination_site"].eq("kiln_site_east") & hauls.frame["origin"].ne("quarry_marl")
    assert 0 < far.sum() < len(far)
    small = build_model(
        data, replace(hauls, frame=hauls.frame[~far].reset_index(drop=True)), paths.limited, aim
    )
    duals = np.random.default_rng(7).normal(size=small.registry.height)
    values = {
        (family.name, *key): value
        for family in small.registry.rows.values()
        for key, value in zip(
            family.index.itertuples(index=False, name=None),
            duals[family.start : family.start + len(family.index)],
            strict=True,
        )
    }
    carried = np.array(
        [
            values.get((family.name, *key), 0.0)
            for family in whole.registry.rows.values()
            for key in family.index.itertuples(index=False, name=None)
        ]
    )
    matrix = _where_known(whole, small)
    reduced = objective_vector(whole.registry, whole.data, aim) - matrix.T @ carried
    own = whole.registry.frame("v_haul").assign(reduced=lambda f: reduced[f["col"]])
    expected = own.groupby(KEYS)["reduced"].min()
    left = pairs.merge(hauls.frame.loc[far, ["origin", "item", "destination_site"]].drop_duplicates())
    priced = price_out(small, left, paths.paths, paths.limited, Root(duals, np.zeros(small.registry.width)))
    found = priced.hauls.set_index(KEYS)["reduced_cost"]
    assert len(found) == far.sum()
    assert found.to_dict() == pytest.approx(expected.reindex(found.index).to_dict(), rel=1e-9, abs=1e-9)
