"""Which schools of the register a row may mean: by its place, and by its name."""
