"""Posts that open papers and files only after they wrote down why (阅卷理由)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_partners"),
    ]

    operations = [
        migrations.AddField(
            model_name="role",
            name="gives_reason",
            field=models.BooleanField(db_default=False, default=False, verbose_name="阅卷须写明理由"),
        ),
    ]
