"""The tables of a run kept beside its CSV files, in a form that is read quickly."""
