from django.db import migrations

from mourafaka.foundations.append_only import forbid_changes

TABLES = {
    "sqlite": ["CREATE VIRTUAL TABLE press_index USING fts5(title, body, tokenize = 'unicode61')"],
    "postgresql": [
        "CREATE TABLE press_index (article_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
        "CREATE INDEX press_index_vector ON press_index USING gin (vector)",
    ],
}


def create(apps, schema_editor):
    for statement in TABLES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE press_index")


class Migration(migrations.Migration):
    dependencies = [("press", "0001_initial")]

    operations = [migrations.RunPython(create, drop), forbid_changes("press_decision")]
