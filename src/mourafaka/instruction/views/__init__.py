"""The pages of instruction."""
