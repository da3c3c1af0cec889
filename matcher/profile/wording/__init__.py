"""Needs and strengths read from sentences: which activity, which way, how strongly."""
