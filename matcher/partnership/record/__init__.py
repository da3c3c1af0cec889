"""The record of a partnership: what it says, its file, its statuses and what may be wrong."""
