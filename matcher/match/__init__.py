"""Which pairs may meet, how well they fit, and each school's true best few."""
