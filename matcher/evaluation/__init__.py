"""Evaluate: a comparison group from published figures, the effect, and how far to trust it."""
