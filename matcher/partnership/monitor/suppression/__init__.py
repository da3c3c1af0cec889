"""Small numbers are withheld, and so is whatever would give them away."""
