"""``groups``: which trusts, authorities or areas a partner could help, in every form."""
