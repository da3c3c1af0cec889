"""Lists and register laid over each other: one row for each school."""
