"""A party may follow the dispute from outside, as a visitor."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0022_notice_the_unusual"),
        ("identity", "0006_visitors"),
    ]

    operations = [
        migrations.AddField(
            model_name="disputeparty",
            name="visitor",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.visitor",
            ),
        ),
    ]
