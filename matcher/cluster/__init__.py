"""The machines of a cluster, which share the work of a ranking."""
