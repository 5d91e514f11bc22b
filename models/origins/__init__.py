"""Where a number comes from: the rows of the case behind every figure of a plan, and its relation."""
