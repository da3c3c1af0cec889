"""Needs and strengths from what is published: standard scores, degrees, evidence."""
