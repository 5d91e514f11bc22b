"""Studies: many solves of one case, their results kept as they land."""
