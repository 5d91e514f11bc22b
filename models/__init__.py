"""The mathematics: from a case to a mixed-integer model and back to tidy tables."""
