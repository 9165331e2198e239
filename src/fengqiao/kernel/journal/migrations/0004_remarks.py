"""What was said and named in an event is sealed beside it, with its matter."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.privacy.fields
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_partitions_refuse_the_loader")]

    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("event", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("said", fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text")),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.subject",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        rls.hanging("journal_remark"),
        migrations.RunSQL(
            "revoke update on journal_remark from fengqiao_app;", "grant update on journal_remark to fengqiao_app;"
        ),
    ]
