"""Files for other programs: geographic layers, and a star of plain tables."""
