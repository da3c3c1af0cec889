"""What public registers say that institutions have: courses, entries, facilities, offices."""
