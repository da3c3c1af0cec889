"""The jobs about this machine: public data kept on it, and the health of the installation."""
