"""A plan of who works with whom, as files and as text."""
