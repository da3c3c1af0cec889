"""Travel times: who tells them, what a run writes down of them, and what it gives again."""
