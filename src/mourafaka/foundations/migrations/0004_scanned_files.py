from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundations", "0003_withheld_values")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="scan",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not checked: no antivirus is configured"),
                    ("pending", "waiting for the antivirus"),
                    ("clean", "clean"),
                    ("blocked", "blocked by the antivirus"),
                ],
                db_index=True,
                default="",
                max_length=8,
            ),
        )
    ]
