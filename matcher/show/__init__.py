"""Matches made visible, one folder an output. In each ``facts`` is what is shown, as plain data;
``text`` its words, and lines for a terminal; ``page`` HTML that stands alone; ``table`` rows for
files."""
