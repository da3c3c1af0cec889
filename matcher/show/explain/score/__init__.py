"""How the score of a pair comes about: in rows, as a picture, and how far it is known."""
