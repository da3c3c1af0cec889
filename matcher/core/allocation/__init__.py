"""Plans of who works with whom: their tables and their settings."""
