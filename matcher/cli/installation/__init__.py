"""The commands about this machine: data and doctor."""
