"""Whether a plan is what it says."""
