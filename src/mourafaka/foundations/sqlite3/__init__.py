"""Django's SQLite, with a fairer wait for the turn to write."""
