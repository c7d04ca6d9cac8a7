"""What the pages of appeals read."""
