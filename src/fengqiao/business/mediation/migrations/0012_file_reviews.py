import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_grants_name_the_root"), ("mediation", "0011_one_person_one_record")]

    operations = [
        migrations.CreateModel(
            name="FileReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("batch", models.CharField(max_length=20, verbose_name="评查批次")),
                ("reviewer", models.UUIDField(null=True, verbose_name="评查岗位")),
                ("reviewed_on", models.DateField(verbose_name="评查日期")),
                ("score", models.PositiveSmallIntegerField(verbose_name="得分")),
                ("pass_mark", models.PositiveSmallIntegerField(verbose_name="合格分")),
                ("defects", models.JSONField(default=list, verbose_name="存在问题")),
                (
                    "authentic",
                    models.CharField(
                        choices=[("true", "属实"), ("denied", "当事人否认调解"), ("unreached", "未联系上")],
                        max_length=20,
                        verbose_name="真实性回访",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="评查意见")),
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
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "batch"), name="mediation_review_once"),
                    models.CheckConstraint(condition=models.Q(("score__lte", 100)), name="mediation_review_score"),
                ],
            },
        ),
        rls.hanging("mediation_filereview"),
    ]
