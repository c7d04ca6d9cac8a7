"""What the commands that need the site share: Django set up, one line a step, words for refusals."""

from __future__ import annotations

import os
import sys
from typing import Any

import click


def set_up() -> None:
    """Make the site's settings and tables available to a command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mourafaka.settings")
    import django

    django.setup()


def say(sentence: str) -> None:
    """One line for the person who runs the command."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def open_site() -> None:
    """For a command that works on a site already there: refuses a database that is not at this version."""
    set_up()
    if waiting_migrations():
        raise click.ClickException(
            "The database is not set up for this version. Start the site once (mourafaka serve), then try again."
        )


def migrate() -> bool:
    """Bring the database to this version; whether anything had to change."""
    from django.core.management import call_command

    if not waiting_migrations():
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def waiting_migrations() -> list[Any]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
