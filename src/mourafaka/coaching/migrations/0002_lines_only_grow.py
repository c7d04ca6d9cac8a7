from django.db import migrations

from mourafaka.foundations.append_only import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("coaching", "0001_initial")]

    operations = [forbid_changes("coaching_statementline"), forbid_changes("coaching_sampledraw")]
