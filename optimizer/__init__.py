"""The engine: reads a case, builds the model, solves it, checks and stores the answer."""

from __future__ import annotations
