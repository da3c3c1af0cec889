"""Postcodes placed by a file: Code-Point Open or the ONS Postcode Directory."""
