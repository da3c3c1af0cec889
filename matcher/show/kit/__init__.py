"""What several outputs share: sketch maps and the rounding of figures."""
