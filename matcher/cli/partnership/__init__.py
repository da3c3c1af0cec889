"""The commands about partnerships: partnership, mou, plan, monitor, findings."""
