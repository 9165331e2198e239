"""A grant holds for the whole matter, what is opened later too."""

from __future__ import annotations

from django.db import migrations

from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        rls.renewed(anchored="journal_subject", hanging=["journal_event"]),
    ]
