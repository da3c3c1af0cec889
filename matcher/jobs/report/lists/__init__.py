"""Whom a page lists: the whole list of its school, and in whose lists that stands itself."""
