"""Which header means which column, and which columns are about people and not read."""
