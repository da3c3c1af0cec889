"""The jobs about lists: check, geocode and profile them, write empty ones, their vocabulary."""
