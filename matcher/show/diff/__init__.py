"""``diff``: two runs compared: their changes, and the lines that say them."""
