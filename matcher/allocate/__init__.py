"""Who gets whom: the best plan and its proof, or a stable one, from all permitted pairs."""
