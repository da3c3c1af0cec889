"""Hubs of a plan: groups of its seekers around one partner each."""
