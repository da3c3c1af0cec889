"""Which pairs of a block may stand in a list, told quickly and with a margin."""
