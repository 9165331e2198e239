"""Agencies whose systems send here, with the limit of their keys; buckets of requests for every caller."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
import fengqiao.kernel.places.scope
from fengqiao.kernel.journal import rls

OWN = f"in_scope(scope_code) or post_id = {rls.SETTING.format('post')}::uuid"


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_more_acts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("left", models.FloatField()),
                ("filled_at", models.DateTimeField()),
                ("granted", models.BooleanField()),
            ],
        ),
        migrations.AddField(
            model_name="token",
            name="rate",
            field=models.PositiveIntegerField(null=True, verbose_name="每分钟请求上限"),
        ),
        migrations.AlterField(
            model_name="act",
            name="what",
            field=models.CharField(
                choices=[
                    ("signed_in", "登录"),
                    ("password_changed", "修改密码"),
                    ("person_added", "新增人员"),
                    ("person_changed", "修改人员"),
                    ("post_added", "新增岗位"),
                    ("post_ended", "结束岗位"),
                    ("password_reset", "重置密码"),
                    ("code_reset", "解除动态验证码"),
                    ("unlocked", "解除锁定"),
                    ("role_changed", "修改角色权限"),
                    ("token_issued", "签发接口令牌"),
                    ("token_ended", "停用接口令牌"),
                    ("partner_set", "设置协作单位接口"),
                    ("range_opened", "进入协查模式"),
                    ("range_closed", "退出协查模式"),
                    ("keys_rotated", "轮换主密钥"),
                    ("division_merged", "区划合并"),
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("scope_code", models.BigIntegerField()),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), size=None, verbose_name="来源"
                    ),
                ),
                ("ranges", models.JSONField(verbose_name="接收范围")),
                ("rate", models.PositiveIntegerField(default=60, verbose_name="每分钟请求上限")),
                ("made_at", models.DateTimeField(default=fengqiao.kernel.places.scope.now)),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.organization",
                        verbose_name="单位",
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["scope_code"], name="identity_partner_scope")],
            },
        ),
        rls.custom("identity_partner", read=OWN, add="in_scope(scope_code)", change="in_scope(scope_code)"),
    ]
