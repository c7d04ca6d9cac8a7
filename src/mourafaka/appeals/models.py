"""The tables of appeals."""
