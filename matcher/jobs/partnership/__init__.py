"""The jobs about one partnership, or a folder of them."""
