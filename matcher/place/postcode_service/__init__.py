"""Postcodes placed by a service such as postcodes.io, asked only when named."""
