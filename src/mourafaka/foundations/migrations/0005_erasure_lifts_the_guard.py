from typing import Any

from django.db import migrations

from mourafaka.foundations.append_only import guard_of_postgresql


def replace_guard(apps: Any, schema_editor: Any) -> None:
    """On PostgreSQL the function is one for all tables; SQLite keeps its triggers, which an erasure drops and remakes."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(guard_of_postgresql())


class Migration(migrations.Migration):
    dependencies = [("foundations", "0004_scanned_files")]

    operations = [migrations.RunPython(replace_guard, migrations.RunPython.noop)]
