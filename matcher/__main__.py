"""``python -m matcher`` is the program ``matcher``."""

from matcher.cli.main import main

main()
