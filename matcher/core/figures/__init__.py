"""Published figures of schools, and what people call them."""
