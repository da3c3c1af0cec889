"""What a school offers, as far as it meets a need: through tags that cover others in part."""
