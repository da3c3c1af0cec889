"""Reports: what a run found, for those it concerns."""
