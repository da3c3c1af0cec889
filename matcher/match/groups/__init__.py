"""Several schools at once: what each partner could do for each group of seekers."""
