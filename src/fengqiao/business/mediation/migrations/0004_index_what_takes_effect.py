"""Sums of agreements by the day they take effect (协议涉及金额)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0003_index_what_lists_walk"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="casefact",
            index=models.Index(
                condition=models.Q(("until_event", None)),
                fields=["county", "effective_on"],
                name="mediation_fact_effective",
            ),
        ),
    ]
