"""What public registers list of an institution, as what it could offer or need."""
