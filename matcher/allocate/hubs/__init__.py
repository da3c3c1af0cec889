"""Hubs: groups of schools that need help around one partner that can help them."""
