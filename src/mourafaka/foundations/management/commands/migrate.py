"""`migrate`, but an empty database gets today's tables at once instead of every step that led to them.

Replaying the steps takes a sixth of a minute, nearly all of it in models that no longer exist. What both ways give is
compared by a test (`tests/rooms/foundations/test_birth.py`).
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor

STEPS_ASKED_FOR = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")
PACKAGE = "mourafaka."


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options.get("database") or DEFAULT_DB_ALIAS]
        asked = any(options.get(name) for name in STEPS_ASKED_FOR)
        if not asked and not connection.introspection.table_names():
            be_born(connection)
        super().handle(*args, **options)


def be_born(connection: BaseDatabaseWrapper) -> None:
    """Create the tables of every model and what our migrations add beside them, and record all migrations as done:
    all of it or nothing."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        executor.recorder.ensure_schema()
        for migration, _backwards in plan:
            for operation in migration.operations:
                if isinstance(operation, RunPython) and type(migration).__module__.startswith(PACKAGE):
                    operation.code(apps, editor)  # type: ignore[arg-type]  # today’s models are those the step leads to
            executor.record_migration(migration)  # type: ignore[call-arg, arg-type]  # the stubs are wrong
