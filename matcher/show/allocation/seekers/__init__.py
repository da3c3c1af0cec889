"""Which seekers of a plan have a partner: how they are told apart, and where they are."""
