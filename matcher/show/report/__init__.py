"""Reports: what a run found, told to a school, to a partner, or to the office."""
