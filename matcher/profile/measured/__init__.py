"""Needs and strengths from what is published: standard scores, degrees, evidence."""

from matcher.profile.measured.evidence import measured
from matcher.profile.measured.rules import Rules, load_rules

__all__ = ["Rules", "load_rules", "measured"]
