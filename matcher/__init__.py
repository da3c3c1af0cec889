"""School partner matcher: which institutions, near enough to meet, can give each other
what each lacks, where it matters most, and why."""

__version__ = "0.1.0"
