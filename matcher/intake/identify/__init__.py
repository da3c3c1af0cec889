"""Who a row is: a URN from a name and a place, and from one that has closed."""
