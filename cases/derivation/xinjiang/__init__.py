"""The Xinjiang case from facts (origin), hand-written tables (given) and named assumptions."""
