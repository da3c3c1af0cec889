"""Partnerships that began in different school years: each against its own start."""
