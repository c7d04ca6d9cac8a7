"""The pages of applying."""
