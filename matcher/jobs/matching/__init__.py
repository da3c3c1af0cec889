"""The jobs about runs: match, and what is asked of a finished run."""
