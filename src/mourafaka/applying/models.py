"""The tables of applying."""
