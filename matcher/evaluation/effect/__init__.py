"""How large the effect is, how sure, and what could explain it away."""
