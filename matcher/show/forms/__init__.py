"""Lists for people to fill in (``template_…``) or to mend (``checked_copy``), as workbooks."""
