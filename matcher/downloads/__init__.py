"""Public data: where it is, how it is fetched, and the copies kept on this machine."""
