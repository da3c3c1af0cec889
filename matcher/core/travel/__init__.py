"""How long it takes between schools: what an engine, a file and a record answer alike."""
