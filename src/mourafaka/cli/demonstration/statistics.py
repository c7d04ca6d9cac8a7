"""What the planner of PostgreSQL believes of the tables while one long transaction fills them."""

from __future__ import annotations

from django.db import connection


def refresh() -> None:
    """Count again. Without it the tables still look empty, and joins over them become ten times slower."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
