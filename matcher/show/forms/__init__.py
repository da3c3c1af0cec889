"""Lists for people to fill in or to mend: empty ones, and checked copies."""
