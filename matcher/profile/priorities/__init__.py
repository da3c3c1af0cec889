"""Priorities of regions, authorities, trusts and areas as needs of their schools."""
