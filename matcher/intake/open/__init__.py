"""Files of every kind, opened safely, as numbered rows of text."""
