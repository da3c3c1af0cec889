"""``explain``: why a pair was matched, as text, data or page."""
