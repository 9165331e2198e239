"""Evidence, recusal and more time (人民调解法 第二十一至二十四条)."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_find_subjects_of_a_kind"),
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0006_watch_the_risk"),
    ]

    operations = [
        migrations.AddField(
            model_name="casemediator",
            name="recuse_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="回避理由"),
        ),
        migrations.AddField(
            model_name="casemediator",
            name="recused_on",
            field=models.DateField(blank=True, null=True, verbose_name="回避日期"),
        ),
        migrations.AddField(
            model_name="mediationcase",
            name="extended_to",
            field=models.DateField(blank=True, null=True, verbose_name="延长至"),
        ),
        migrations.AddField(
            model_name="mediationcase",
            name="extension_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="延长理由"),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("document", "书证"),
                            ("object", "物证"),
                            ("photo", "照片"),
                            ("recording", "录音录像"),
                            ("testimony", "证言"),
                            ("survey", "勘验"),
                            ("appraisal", "鉴定"),
                            ("electronic", "电子数据"),
                        ],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                ("provider", models.CharField(max_length=100, verbose_name="提供人")),
                ("original", models.BooleanField(default=False, verbose_name="原件")),
                ("copies", models.PositiveSmallIntegerField(default=1, verbose_name="份数")),
                ("pages", models.PositiveSmallIntegerField(default=1, verbose_name="页数")),
                ("received_on", models.DateField(verbose_name="日期")),
                ("private", models.BooleanField(default=False, verbose_name="仅提供方可见")),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.attachment",
                        verbose_name="文件",
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
                "constraints": [models.UniqueConstraint(fields=("subject", "number"), name="mediation_evidence_once")],
            },
        ),
        rls.hanging("mediation_evidence"),
    ]
