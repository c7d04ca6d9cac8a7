"""What the pages of applying read."""
