"""What parties say from outside."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
import fengqiao.kernel.privacy.fields
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0023_visitors_are_parties"),
    ]

    operations = [
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agree", "同意调解"),
                            ("withdraw", "不想调解了"),
                            ("choose", "选调解员"),
                            ("confirm", "想申请司法确认"),
                            ("rate", "评价"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="当事人")),
                ("choice", models.CharField(blank=True, max_length=100, verbose_name="选择")),
                ("chosen", models.UUIDField(null=True)),
                ("words", fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text", verbose_name="原话")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                ("heard_at", models.DateTimeField(null=True, verbose_name="查看时间")),
                ("heard_by", models.UUIDField(null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.subject",
                    ),
                ),
                (
                    "visitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.visitor"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "made_at"], name="mediation_statement_subject")],
            },
        ),
        rls.hanging("mediation_statement"),
    ]
