"""Entries for examinations by subject: what a school teaches at GCSE and at A level."""
