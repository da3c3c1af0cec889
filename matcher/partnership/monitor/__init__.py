"""Monitoring: values as they come in, small numbers withheld, progress against the plan."""
