import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
import fengqiao.kernel.places.scope
import fengqiao.kernel.privacy.fields
from fengqiao.kernel.journal import rls

# What was issued never changes: only its void mark and the signed copy are added later.
FROZEN = migrations.RunSQL(
    """
    revoke update on paperwork_issued from fengqiao_app;
    grant update (voided_at, void_reason, signed_copy_id) on paperwork_issued to fengqiao_app;
    """,
    "grant update on paperwork_issued to fengqiao_app;",
)

# Whoever holds a paper holds its code, and may see that one row; its context stays sealed.
VERIFYING = migrations.RunSQL(
    """
    create policy verifying on paperwork_issued for select to fengqiao_app
      using (code = nullif(current_setting('fengqiao.verify', true), ''));
    """,
    "drop policy verifying on paperwork_issued;",
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("casework", "0001_initial"),
        ("identity", "0001_initial"),
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Issued",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("paper", models.CharField(max_length=60, verbose_name="文书")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="编号")),
                ("frozen", fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text")),
                ("digest", models.CharField(max_length=64, verbose_name="文件校验")),
                ("code", models.CharField(max_length=16, unique=True, verbose_name="查验码")),
                ("pages", models.PositiveSmallIntegerField(verbose_name="页数")),
                (
                    "issued_at",
                    models.DateTimeField(default=fengqiao.kernel.places.scope.now, verbose_name="制作时间"),
                ),
                ("issued_by", models.UUIDField(null=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废理由")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.organization"
                    ),
                ),
                (
                    "signed_copy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.attachment",
                        verbose_name="签字盖章件",
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
                "indexes": [models.Index(fields=["subject", "paper"], name="paperwork_issued_subject")],
            },
        ),
        rls.hanging("paperwork_issued"),
        FROZEN,
        VERIFYING,
    ]
