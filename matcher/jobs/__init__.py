"""The jobs: a module for each command, which runs its stages in their order."""
