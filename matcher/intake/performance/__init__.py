"""Published performance tables in, FIGURES out: any year, BOM, ragged, SUPP, NE, z."""

from matcher.intake.performance.reader import Performance, read_performance

__all__ = ["Performance", "read_performance"]
