"""A ranking in parts: blocks of seekers that other processes work out."""
