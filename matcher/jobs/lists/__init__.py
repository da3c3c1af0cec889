"""The jobs about lists: check them, write empty ones, print their vocabulary."""
