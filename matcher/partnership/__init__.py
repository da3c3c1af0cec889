"""A match carried on: the record of a partnership, its agreement, plan, monitoring, and an
honest evaluation."""
