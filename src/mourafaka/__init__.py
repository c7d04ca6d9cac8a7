"""Mourafaka: an accompaniment programme for new cooperatives, from the call to the result."""
