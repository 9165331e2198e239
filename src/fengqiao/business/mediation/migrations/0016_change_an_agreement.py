"""变更协议 (4.4): why an agreement was changed; what was open of the old one is superseded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mediation", "0015_parties_as_they_signed")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="change_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="变更事由"),
        ),
        migrations.AlterField(
            model_name="performanceitem",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "未到期"),
                    ("done", "已履行"),
                    ("partial", "部分"),
                    ("overdue", "逾期"),
                    ("waived", "豁免"),
                    ("superseded", "已变更"),
                ],
                default="pending",
                max_length=20,
                verbose_name="状态",
            ),
        ),
    ]
