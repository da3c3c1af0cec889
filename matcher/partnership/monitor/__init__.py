"""Monitoring: values as they come in, small numbers guarded, progress against the plan."""
