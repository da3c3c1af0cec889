"""Published performance tables in, FIGURES out: any year, BOM, ragged, SUPP, NE, z."""
