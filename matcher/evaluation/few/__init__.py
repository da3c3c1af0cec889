"""One to nine schools: no average effect, but their place among schools like them."""
