"""How sure the lists of a run are: in words, as tables, and the record of them."""
