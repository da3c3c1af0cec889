"""What every room shares: tables, errors, settings, files and the grid. Imports no room."""
