"""The report of coverage for an office."""
