"""Where agencies listen and what is told to them, with the policies of both."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
import fengqiao.kernel.places.scope
import fengqiao.kernel.privacy.fields
import fengqiao.kernel.privacy.keys
from fengqiao.kernel.journal import rls

OWN = "in_scope(scope_code)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0004_partners"),
        ("journal", "0002_grants_name_the_root"),
    ]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="identity.organization",
                    ),
                ),
                ("scope_code", models.BigIntegerField()),
                ("url", models.URLField(max_length=300, verbose_name="回告地址")),
                ("key", models.BinaryField(default=fengqiao.kernel.privacy.keys.new_wrapped)),
                ("secret", fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text", verbose_name="签名密钥")),
                ("changed_at", models.DateTimeField(default=fengqiao.kernel.places.scope.now)),
            ],
            options={
                "indexes": [models.Index(fields=["scope_code"], name="notice_endpoint_scope")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event", models.UUIDField()),
                ("topic", models.CharField(max_length=20, verbose_name="事项")),
                ("body", fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text", verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "待生成"),
                            ("waiting", "待送达"),
                            ("delivered", "已送达"),
                            ("failed", "未送达"),
                            ("kept", "供查询"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("due_at", models.DateTimeField(default=fengqiao.kernel.places.scope.now)),
                ("answer", models.CharField(blank=True, max_length=100, verbose_name="对方答复")),
                ("made_at", models.DateTimeField(default=fengqiao.kernel.places.scope.now)),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="送达时间")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.organization"
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("new", "waiting"))),
                        fields=["due_at"],
                        name="notice_delivery_due",
                    ),
                    models.Index(fields=["organization", "-made_at"], name="notice_delivery_holder"),
                    models.Index(fields=["subject", "made_at"], name="notice_delivery_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "subject", "organization"), name="notice_delivery_once")
                ],
            },
        ),
        rls.custom("notice_endpoint", read=OWN, add=OWN, change=OWN),
        rls.hanging("notice_delivery"),
    ]
