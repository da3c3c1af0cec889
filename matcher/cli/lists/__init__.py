"""The commands about lists: check, geocode, profile, vocabulary, template."""
