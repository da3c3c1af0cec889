"""A run in a few plain lines."""
