"""The tables of instruction."""
