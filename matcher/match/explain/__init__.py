"""A finished ranking explained: a pair taken apart, and what would change its place."""
