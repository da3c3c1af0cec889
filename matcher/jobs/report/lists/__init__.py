"""What a page takes from lists: the whole list of its school, in whose lists that stands itself,
and what its own list says that was not understood."""
