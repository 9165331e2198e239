"""Idempotency receipts are recognised for thirty days and then go (decisions §3)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_draft_is_sealed")]

    operations = [
        migrations.AddIndex(model_name="receipt", index=models.Index(fields=["at"], name="casework_receipt_at")),
        migrations.RunSQL(
            "grant delete on casework_receipt to fengqiao_app;",
            "revoke delete on casework_receipt from fengqiao_app;",
        ),
    ]
