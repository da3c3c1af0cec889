"""Findings: for each audience what it needs, from the same numbers, small ones withheld."""
