"""Why nothing is feasible: necessary conditions, the least that must give, a smallest set in conflict."""
