"""``partnership list``: all partnerships, as text, table or page."""
