"""Monitoring values: how people write them, how they are read, checked and kept."""
