"""Priority areas: which there are, and which a school is in or near."""
