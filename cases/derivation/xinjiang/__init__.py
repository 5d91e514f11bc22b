"""The Xinjiang case from its origin files: facts (origin), hand-written tables (given) and named assumptions."""
