"""Which other schools are like those of the partnership, and how like they are."""
