"""What a run may be told: each setting declared once, and how the values given become one set."""
