"""Ranking by travel time: few pairs are asked, and the lists are the true ones."""
