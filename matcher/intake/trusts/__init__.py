"""Trusts and federations: from a list, the register's own columns, or its files of groups."""
