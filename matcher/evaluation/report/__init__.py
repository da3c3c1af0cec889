"""An evaluation in words, pictures and tables."""
