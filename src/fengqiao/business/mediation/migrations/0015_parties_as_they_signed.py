"""What was signed is printed as it was signed: parties before a change, and when an agreement's text was settled."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
import fengqiao.kernel.places.scope
import fengqiao.kernel.privacy.fields
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_grants_name_the_root"), ("mediation", "0014_index_what_an_office_filters")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="text_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="文本确定时间"),
        ),
        migrations.CreateModel(
            name="PartyBefore",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "until",
                    models.DateTimeField(default=fengqiao.kernel.places.scope.now, verbose_name="修改时间"),
                ),
                (
                    "stood",
                    fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text", verbose_name="修改前"),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mediation.disputeparty"
                    ),
                ),
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
            options={
                "indexes": [models.Index(fields=["subject", "until"], name="mediation_party_before")],
            },
        ),
        rls.hanging("mediation_partybefore"),
    ]
