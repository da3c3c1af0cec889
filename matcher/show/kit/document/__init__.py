"""A document that is told once and written as HTML, as a tagged PDF, or for Word."""
