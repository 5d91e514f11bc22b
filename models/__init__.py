"""The mathematics: from a case to a mixed-integer model and back to tidy tables."""

import pandas as pd

pd.set_option("mode.string_storage", "python")
"""Texts are Python's own also where Arrow is there (Parquet needs it): sums of empty tables differ else."""
