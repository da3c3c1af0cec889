"""How sure the lists of a run are."""
