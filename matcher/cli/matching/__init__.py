"""The commands about runs: match, demo, explain, groups, diff, verify."""
