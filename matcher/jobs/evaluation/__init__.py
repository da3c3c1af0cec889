"""The job behind ``matcher evaluate``."""
