from django.db import migrations

from mourafaka.foundations.append_only import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("applying", "0001_initial")]

    operations = [forbid_changes("applying_receipt")]
