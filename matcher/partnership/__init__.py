"""From a match to a partnership: its record, agreement, plan, monitoring and findings."""
