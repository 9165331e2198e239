"""联系走访 and 重大纠纷报告单: what the colour of a dispute asks for (人民调解法 第二十五条)."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0005_confirm_by_a_court"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="联系时间")),
                (
                    "mode",
                    models.CharField(
                        choices=[("visit", "上门"), ("phone", "电话"), ("video", "视频")],
                        max_length=20,
                        verbose_name="方式",
                    ),
                ),
                ("whom", models.CharField(max_length=100, verbose_name="联系对象")),
                ("situation", models.TextField(verbose_name="现状和稳控措施")),
                ("visitor", models.CharField(max_length=60, verbose_name="联系人")),
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
                "indexes": [models.Index(fields=["subject", "at"], name="mediation_contact_subject")],
            },
        ),
        migrations.CreateModel(
            name="MajorReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="报告时间")),
                ("to", models.CharField(max_length=100, verbose_name="报告单位")),
                ("facts_text", models.TextField(verbose_name="事实")),
                ("danger", models.TextField(verbose_name="现实危险")),
                ("measures", models.TextField(verbose_name="已采取措施")),
                ("contact", models.CharField(max_length=100, verbose_name="联系人及电话")),
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
                "indexes": [models.Index(fields=["subject", "at"], name="mediation_report_subject")],
            },
        ),
        rls.hanging("mediation_contact"),
        rls.hanging("mediation_majorreport"),
    ]
