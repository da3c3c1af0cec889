"""Which column is which, and the rows of a sheet as records."""
