"""Files in, LISTED out: lists and registers as offices send them."""
