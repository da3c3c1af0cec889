"""Plans of who works with whom: their tables, their settings, and what people decide about them."""
