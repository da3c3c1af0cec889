"""``diff``: two runs compared: their changes, and these told in lines."""
