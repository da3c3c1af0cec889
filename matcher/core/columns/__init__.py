"""Tables as plain columns, for what needs a few of them and no table."""
