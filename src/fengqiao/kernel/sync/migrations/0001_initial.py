"""采集件, of the post whose phone sent it; 号段, of the body whose register the numbers are of."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
import fengqiao.kernel.places.scope
import fengqiao.kernel.privacy.fields
import fengqiao.kernel.privacy.keys
from fengqiao.kernel.journal import rls

OWN = f"post = {rls.SETTING.format('post')}::uuid"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("journal", "0002_grants_name_the_root")]

    operations = [
        migrations.CreateModel(
            name="Captured",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("post", models.UUIDField()),
                ("device", models.UUIDField()),
                ("entry", models.CharField(max_length=60)),
                ("form", models.CharField(max_length=64)),
                ("sequence", models.PositiveIntegerField()),
                ("device_at", models.DateTimeField(verbose_name="采集时间（设备）")),
                (
                    "received_at",
                    models.DateTimeField(default=fengqiao.kernel.places.scope.now, verbose_name="上传时间"),
                ),
                ("skew", models.IntegerField(verbose_name="设备时间偏差（秒）")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="预留编号")),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "已办"), ("refused", "待补正")], max_length=8, verbose_name="状态"
                    ),
                ),
                ("subject", models.UUIDField(null=True)),
                ("made", models.CharField(blank=True, max_length=80, verbose_name="编号")),
                ("key", models.BinaryField(default=fengqiao.kernel.privacy.keys.new_wrapped)),
                ("content", fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text")),
                ("problems", fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text")),
            ],
            options={
                "indexes": [models.Index(fields=["post", "state", "received_at"], name="sync_captured_post")],
            },
        ),
        migrations.CreateModel(
            name="NumberBlock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("register", models.CharField(max_length=60)),
                ("holder", models.CharField(max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                ("first", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                ("given", models.JSONField()),
                ("post", models.UUIDField()),
                ("device", models.UUIDField()),
                ("made_at", models.DateTimeField(default=fengqiao.kernel.places.scope.now)),
                ("until", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
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
                "indexes": [
                    models.Index(condition=models.Q(("closed_at", None)), fields=["device"], name="sync_block_device"),
                    models.Index(condition=models.Q(("closed_at", None)), fields=["until"], name="sync_block_until"),
                ],
            },
        ),
        rls.custom("sync_captured", read=OWN, add=OWN, change=OWN),
        rls.hanging("sync_numberblock"),
    ]
