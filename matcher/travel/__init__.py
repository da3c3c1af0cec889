"""How long it takes from school to school, asked of a routing engine that a person named."""
