"""Mergers, divisions, parameters, the calendar and profiles leave an act too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0007_tokens_of_phones"),
    ]

    operations = [
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
                    ("organization_merged", "机构合并"),
                    ("organization_kept", "维护机构信息"),
                    ("division_merged", "区划合并"),
                    ("division_established", "设立区划"),
                    ("division_renamed", "区划更名"),
                    ("division_abolished", "撤销区划"),
                    ("division_counted", "调整区划计数"),
                    ("parameter_set", "设置参数"),
                    ("parameter_ended", "停用参数设置"),
                    ("calendar_set", "修改工作日历"),
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
    ]
