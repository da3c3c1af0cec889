"""Returned forms: the files of a folder, the tables in them, and which rows are answers."""
