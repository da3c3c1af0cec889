"""Folders for others than the office: what goes into them, and that each is for one audience."""
