"""What is read off a finished run that was opened again."""
