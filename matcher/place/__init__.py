"""Where a school is, and whether that is in or near a priority area."""
