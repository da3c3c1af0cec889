"""The files of a run. Written: ``table`` (the lists), ``workbook``, ``geo_files``, and last the
record (``manifest``); a finished run is read again by ``read_back``."""
