"""What is listed of a ranking: a partner's seekers, partners worth asking, and the table."""
