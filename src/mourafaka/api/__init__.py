"""The REST API: one of the doors."""
