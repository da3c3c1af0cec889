"""Whom schools teach and how many, where lists and register leave it blank."""
