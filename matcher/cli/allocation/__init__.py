"""Who gets whom: a plan within what partners can take on."""
