"""A token says what it opens: the interface of machines, or the upload of one phone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_visitors"),
    ]

    operations = [
        migrations.AddField(
            model_name="token",
            name="ended_at",
            field=models.DateTimeField(null=True, verbose_name="停用时间"),
        ),
        migrations.AddField(
            model_name="token",
            name="use",
            field=models.CharField(
                choices=[("api", "接口"), ("device", "移动终端")],
                db_default="api",
                default="api",
                max_length=6,
                verbose_name="用于",
            ),
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
                    ("device_added", "登记移动终端"),
                    ("device_ended", "停用移动终端"),
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
    ]
