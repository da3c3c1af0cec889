"""What the report of an office tells, as plain data."""
