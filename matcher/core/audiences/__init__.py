"""For whom an output is, and what those readers may have."""
