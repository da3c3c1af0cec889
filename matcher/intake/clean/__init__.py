"""Every cell read for what it says: figures, statuses, roles, postcodes."""
