"""Discover Uni, the official register of undergraduate courses in the United Kingdom."""
