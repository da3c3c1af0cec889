"""``map.html``: the interactive map of a run."""
