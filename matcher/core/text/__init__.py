"""What is found in text: patterns that are made late, and what in it reaches somebody."""
