"""What an agency says of what it sends: who it is, its class, letter, materials and day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_partners"),
        ("mediation", "0012_file_reviews"),
    ]

    operations = [
        migrations.AddField(
            model_name="intakeitem",
            name="answer_by",
            field=models.DateField(blank=True, null=True, verbose_name="期限"),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="category",
            field=models.CharField(blank=True, max_length=60, verbose_name="对方分类（案由）"),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="letter_number",
            field=models.CharField(blank=True, max_length=60, verbose_name="文号"),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="materials",
            field=models.JSONField(blank=True, default=list, verbose_name="材料清单"),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="sender",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.organization",
                verbose_name="来文单位",
            ),
        ),
    ]
