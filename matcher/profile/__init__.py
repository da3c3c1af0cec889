"""What a school needs and offers, in the vocabulary of partnerships."""
