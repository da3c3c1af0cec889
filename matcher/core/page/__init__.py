"""Pages of HTML that stand alone, and the pictures in them."""
