"""The corridors: one short module per job, its stages in order."""
