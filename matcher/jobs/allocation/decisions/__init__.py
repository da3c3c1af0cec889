"""What people decided about the pairs of a plan: what can be kept, and the file to say it in."""
