"""How sure a list is: the same ranking under other weights that are as reasonable."""
