"""Findings: for each audience what it needs, from the same guarded numbers."""
