"""How long it takes from school to school: a file of minutes that somebody worked out."""
