"""The front door: commands, options and what is printed. Imports nothing heavy."""
