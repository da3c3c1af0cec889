"""What people call a stretch of time: school years."""
