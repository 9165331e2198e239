"""What is paid in parts: a row for each payment; what was paid before becomes one payment under the key of its item."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.kernel.places.keys
from fengqiao.kernel.journal import rls

PAID_BEFORE = """
    alter table mediation_performanceitem no force row level security;
    insert into mediation_payment (id, subject_id, item_id, paid_on, amount, proof_id)
        select id, subject_id, id, done_on, done_amount, proof_id from mediation_performanceitem
        where done_on is not null and done_amount > 0;
    set constraints all immediate;
    alter table mediation_performanceitem force row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("mediation", "0027_search_temporary_names_last")]

    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("paid_on", models.DateField(verbose_name="付款日期")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="实付金额（元）")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="mediation.performanceitem",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.attachment",
                        verbose_name="履行凭证",
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
                "indexes": [models.Index(fields=["subject", "paid_on"], name="mediation_payment_subject")],
            },
        ),
        migrations.RunSQL(PAID_BEFORE, migrations.RunSQL.noop),
        rls.hanging("mediation_payment"),
    ]
