"""Conflicts of interest, reviews, the choice, the committee, letters, the public bundle."""
