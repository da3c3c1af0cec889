"""What an area wants improved: a file of priorities, read row by row."""
